"""What the pianist's networks of lines have in common: solos on their grid, batches, and the networks themselves."""
