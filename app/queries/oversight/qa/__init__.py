"""What the quality desk reads: queues, sheets, sessions."""
