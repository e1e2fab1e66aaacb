"""The project's own benchmarks: each a ratio against its baseline, measured in the same run."""
