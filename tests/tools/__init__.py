"""Tools that stand alone."""
