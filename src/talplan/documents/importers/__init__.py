"""Tables -> a plan."""
