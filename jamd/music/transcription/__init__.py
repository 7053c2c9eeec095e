"""From what was played to what is written: rhythm, names of notes, MusicXML."""
