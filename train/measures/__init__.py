"""What the judge measures; one concept a file. Every file has `MEASURES`: rows of numbers, a row a piece, and the figures read from them."""
