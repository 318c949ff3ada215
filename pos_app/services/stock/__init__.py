"""Stock: looking at levels."""
