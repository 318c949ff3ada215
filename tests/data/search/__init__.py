"""Search, with one contract for every database."""
