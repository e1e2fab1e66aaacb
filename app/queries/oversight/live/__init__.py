"""Reads of the live floor."""
