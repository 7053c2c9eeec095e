"""Lead sheets as MusicXML, read and written: what notation programs exchange."""

from jamd.music.charts.musicxml.reading import read_musicxml
from jamd.music.charts.musicxml.writing import write_musicxml

__all__ = ["read_musicxml", "write_musicxml"]
