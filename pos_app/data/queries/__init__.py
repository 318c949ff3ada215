"""Reads, a file a room. They take a connection and return frozen rows."""
