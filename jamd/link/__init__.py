"""Ableton Link, in a process of its own: its library is GPL-3 and has threads that no real-time process must carry.

It is on the network only while wire wants Link as its clock; what the session says goes to wire, in our clock.
"""
