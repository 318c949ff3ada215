"""The outside world, a folder a kind, a file a provider; each fulfils a Protocol of the domain."""
