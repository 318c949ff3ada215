"""Countertop: a desktop point of sale and order desk for small and medium shops."""

__version__ = "0.1.0"
