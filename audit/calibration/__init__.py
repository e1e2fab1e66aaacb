"""People and the machine measured by the same rule: samples, agreement, drift, reviewers, the scorer's error."""
