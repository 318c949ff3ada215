"""Selling: from the scan to the change."""
