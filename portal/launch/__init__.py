"""Starts the whole portal on one machine: ``python -m portal.launch``.

``postgres`` is the embedded server, ``place`` where it lives and as whom.
Nothing of the portal imports this package.
"""
