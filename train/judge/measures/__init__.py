"""What the judge measures, one concept a file: rows, one for each piece, and the figures read from them."""
