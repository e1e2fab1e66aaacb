"""Vendors compared fairly: what each measure is, how sure it is, who can be told apart, and what recovery costs in treatment."""
