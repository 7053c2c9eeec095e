"""How a drummer plays, in figures: time, comments, phrases, touch and listening, with what real drummers have."""
