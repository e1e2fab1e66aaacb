"""Strategies, what is said in them, and what they earned."""
