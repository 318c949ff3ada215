"""What waits for somebody."""
