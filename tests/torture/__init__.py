"""Worse than kills: power cuts, full and broken disks. `make torture` runs all of it, CI a sample."""
