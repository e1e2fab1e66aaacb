"""A recorded message by telephone."""
