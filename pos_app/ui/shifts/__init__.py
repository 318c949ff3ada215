"""Shifts at the window: counting cash, looking at the figures, cash that comes and goes."""
