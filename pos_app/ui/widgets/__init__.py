"""Widgets of our own that every screen may use; they know the tokens and nothing of the shop."""
