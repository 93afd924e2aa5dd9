"""Pages of accounts, cut by subject."""
