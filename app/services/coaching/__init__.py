"""From a moment to an agreement, and whether it helped."""
