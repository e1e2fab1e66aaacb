"""What was meant rather than said: turns as vectors, near where they mean alike, in Spanish and English."""
