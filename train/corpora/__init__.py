"""Readers: one public data set, one file, one function `read(directory) -> Iterator[Piece]`."""
