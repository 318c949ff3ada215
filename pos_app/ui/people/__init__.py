"""People at the till: signing in, and somebody's leave for one thing."""
