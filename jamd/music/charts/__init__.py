"""Tunes: a form with its changes, read from and written to text grids, and the built-in ones."""
