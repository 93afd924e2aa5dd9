"""Profiles of professionals, and the vocabularies that portal-wide tags are taken from.

Pure modules: ``vocabulary`` (skills, themes, traits and colours, read from ``data/``), ``card``
(a profile in the words of the reader's language) and ``photo`` (an upload made small and plain).
"""
