"""The home page: today's work."""
