"""Judges players and networks against real music and simple baselines: measures, a table, a report with intervals."""
