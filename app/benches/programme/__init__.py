"""`trasluz bench programme`: simulated waves through the whole ghost programme, held against what was planted."""
