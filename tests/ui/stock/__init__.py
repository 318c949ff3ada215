"""Tests of the window's stock."""
