"""What waits for somebody, and where to see to it."""
