"""Backups on screen: the page of Settings, and what bringing one back would undo."""
