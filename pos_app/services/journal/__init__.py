"""The journal as a person reads it."""
