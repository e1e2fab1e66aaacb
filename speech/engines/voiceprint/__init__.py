"""The speaker encoder that ships with the package; `convert.py` says where it comes from."""
