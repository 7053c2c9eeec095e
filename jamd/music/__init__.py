"""The music itself, in virtual time: nothing here reads a clock, opens a port or loads a network."""
