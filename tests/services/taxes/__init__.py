"""Tests of the taxes room."""
