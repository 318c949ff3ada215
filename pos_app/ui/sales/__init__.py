"""The sales tab: scan, see, pay."""
