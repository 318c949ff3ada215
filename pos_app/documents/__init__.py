"""What gets printed. Frozen rows in, bytes out: nothing here reads a database, a widget or a setting."""
