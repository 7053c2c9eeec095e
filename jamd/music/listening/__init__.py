"""What is heard of the keyboardist: notes, chords, intensity and rests."""
