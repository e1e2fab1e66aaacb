"""A portfolio: loaded, cleaned, segmented, put in order."""
