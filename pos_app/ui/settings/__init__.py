"""The settings tab, made from the settings' own declarations."""
