"""The operation's measures: what each counts over what, who is left out, and how sure it is."""
