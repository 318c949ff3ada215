"""The catalog: importing and browsing goods."""
