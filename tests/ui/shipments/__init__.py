"""Tests of the window's shipments."""
