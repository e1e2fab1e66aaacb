"""What people say against the judge becomes a version of its heads: learnt, measured where nothing was learnt, kept or not."""
