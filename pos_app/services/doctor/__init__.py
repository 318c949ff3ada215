"""What `pos doctor` looks at: the place, the database, the things around the till."""
