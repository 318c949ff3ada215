"""The tests; they mirror `pos_app`."""
