"""etalon."""
