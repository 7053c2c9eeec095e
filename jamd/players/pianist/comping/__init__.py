"""Chords behind somebody: when they fall, how they are voiced, how they are struck."""
