"""Messages on social networks."""
