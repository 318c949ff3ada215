"""Tests of the window's catalog."""
