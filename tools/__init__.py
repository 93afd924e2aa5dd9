"""What the Makefile calls: the environment, a browser."""
