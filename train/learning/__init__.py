"""How a network learns, whichever it is: what it must offer, one loop with its schedules, run folders and curves."""
