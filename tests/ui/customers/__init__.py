"""Customers at the real window."""
