"""Chord symbols, and the chord tones, scales and tensions that they stand for."""
