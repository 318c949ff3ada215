"""Tests of the window's sales."""
