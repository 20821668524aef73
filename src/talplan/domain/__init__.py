"""What a plan is: values, no I/O."""
