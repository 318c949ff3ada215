"""Backups: made, verified before they count, kept by a rule, and the way back."""
