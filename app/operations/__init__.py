"""The collections domain, pure: what can be decided without a database."""
