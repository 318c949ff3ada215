"""The journal tab: who did what, and what an owner looks for first."""
