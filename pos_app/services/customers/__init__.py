"""Customers: their cards, how they are found, what is given to them of their data, and how it is erased."""
