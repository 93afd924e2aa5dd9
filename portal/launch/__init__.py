"""Starts the whole portal on one machine: ``python -m portal.launch``.

``supervisor`` starts, watches and stops everything, in order. Before it: ``options`` (what the
environment asks for), ``checks`` (whether that can be), ``keys`` (secrets that are kept).
Beside it: ``postgres`` (the embedded server), ``cluster`` and ``place`` (where it lives, as whom),
``database`` (is it ours, is it empty), ``children`` and ``processes``. What they run: ``web`` and
``worker``, which end with their parent (``orphan``). Nothing of the portal imports this package.
"""
