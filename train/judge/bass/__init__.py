"""What a bassist does, in figures: rhythm, line, harmony, touch, and what is copied."""
