"""Selects the jazz of the Lakh MIDI Dataset by the tags of the Million Song Dataset, for `train.prepare`."""
