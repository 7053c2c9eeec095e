"""Figures of piano playing: lines, comping, answers, and coming in after the keyboardist."""
