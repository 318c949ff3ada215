"""Proof: every kept figure recomputed from the facts."""
