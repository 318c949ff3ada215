"""Customers: the list, a card, and a person's data to be handed over or erased."""
