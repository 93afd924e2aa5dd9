"""People, their organisations, the roles they hold there, and how they sign in.

Pure module: ``visitor`` (who is signed in, as a plain value).
"""
