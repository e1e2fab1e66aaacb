"""Reads of the client's own operation."""
