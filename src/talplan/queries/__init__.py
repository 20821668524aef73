"""What a plan means on a date: read-only computations."""
