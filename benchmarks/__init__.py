"""What is measured: the exact engine against the plain one, and how many planted errors are caught."""
