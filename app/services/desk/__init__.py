"""The agents' desk."""
