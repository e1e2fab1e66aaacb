"""Calls while they are spoken."""
