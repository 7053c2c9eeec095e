"""jamd: a jazz drummer, a bassist and a pianist that live in a laptop."""

__version__ = "0.1.0"
