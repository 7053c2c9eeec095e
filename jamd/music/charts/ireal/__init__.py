"""Tunes of iReal Pro: its links, read and written."""

from jamd.music.charts.ireal.link import read_ireal, write_ireal

__all__ = ["read_ireal", "write_ireal"]
