"""Sources of time and the conductor that chooses between them; MIDI clock in and out. Pure: no port, no clock read."""
