"""Whether coaching helped, beyond what chance would have brought back; agents compared fairly."""
