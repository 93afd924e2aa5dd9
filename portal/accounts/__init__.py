"""People, their organisations, the roles they hold there, and how they sign in.

Modules of its own: ``folding`` (one key for what looks alike), ``passwords``, ``secrets`` (of links
and cookies), ``visitor`` (who is signed in), ``presence`` (when they were last here), ``agents``
(browsers by name), ``reader`` (of a letter, with or without an account), ``ledger`` (rows that
several commands write), ``duties`` (for the home page), ``register`` (the public register of
organisations), ``words`` (roles and kinds in the reader's language).
"""
