"""What people do, a folder a room, a file a use case. One call is one transaction."""
