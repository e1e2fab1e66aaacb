"""What goes out: the gate, the channels behind it, campaigns, and what comes back."""
