"""A client's own versions of the rubric: drafted, published, withdrawn; and the assessor that judges by one."""
