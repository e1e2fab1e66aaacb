"""Providers on this machine that speak the real ones' protocols: for tests, and for a workspace that has none."""
