"""The shipments tab: says what will be there."""
