"""Data, training, judging: everything that happens before a network is shipped. Nothing in `jamd/` imports it."""
