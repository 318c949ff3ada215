"""Tests of the window and everything on it, with real widgets, real keys and a real shop."""
