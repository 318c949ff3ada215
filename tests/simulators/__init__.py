"""Servers that speak as the outside world does; they share no code with `pos_app.links`."""
