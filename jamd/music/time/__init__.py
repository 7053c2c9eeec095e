"""Units of time, notes, the timeline between ticks and nanoseconds, and swing."""
