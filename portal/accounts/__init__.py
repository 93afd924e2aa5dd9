"""People, their organisations, the roles they hold there, and how they sign in."""
