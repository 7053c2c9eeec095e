"""From plans to MIDI messages in time, and what is repeated where no plan came."""
