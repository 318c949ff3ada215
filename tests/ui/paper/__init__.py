"""Tests of the window's paper."""
