"""Printing: the queue of jobs."""
