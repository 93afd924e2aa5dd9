"""How fast the portal is, as ratios to a minimal application on the same machine and database."""
