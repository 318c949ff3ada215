"""Shifts: a till's cash from counted float to counted close, and what came and went meanwhile."""
