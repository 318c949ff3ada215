"""The shop itself: setting up, opening, settings, state."""
