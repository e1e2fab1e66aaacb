"""What waits in the client's own app and web chat."""
