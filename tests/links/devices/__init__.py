"""Tests of the things on the counter."""
