"""What every network must beat. Baselines are players like any other; some can also say how likely a real bar was."""
