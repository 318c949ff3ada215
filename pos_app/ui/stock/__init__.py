"""The stock tab: what is on the shelves, read-only for now."""
