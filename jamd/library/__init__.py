"""The library: built-in charts and those in the user's folder, and set lists of them."""
