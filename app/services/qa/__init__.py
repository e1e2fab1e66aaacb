"""What the QA desk does: draw, score, calibrate."""
