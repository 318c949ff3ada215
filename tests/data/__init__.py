"""The database floor, on every database that is there."""
