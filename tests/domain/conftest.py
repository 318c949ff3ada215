"""How the rules are searched for a counterexample: the same examples in every run, and no stopwatch."""

from __future__ import annotations

from hypothesis import settings

# a busy machine is no bug, and a run that fails must fail again
settings.register_profile("countertop", deadline=None, derandomize=True)
settings.load_profile("countertop")
