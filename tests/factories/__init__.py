"""Things that many tests need, made the way the program makes them."""
