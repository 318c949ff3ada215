"""The rules of the shop: plain frozen values and functions, no database, no screen, no network."""
