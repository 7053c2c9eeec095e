"""The measures of the judge: each module gives rows for every piece, and figures read from them."""
