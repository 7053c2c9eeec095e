"""Readers of public data sets: a module for each set, all of which yield a `Piece`; `registry` lists the sets."""
