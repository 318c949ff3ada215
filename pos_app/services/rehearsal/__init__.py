"""Rehearsals: shops made for practice, with numbers of their own, where baskets are rung up from a file."""
