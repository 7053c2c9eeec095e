"""Players that a network must beat: patterns, counts and n-grams learned from the training pieces."""
