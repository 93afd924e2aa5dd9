"""Profiles of professionals, and the vocabularies that portal-wide tags are taken from.

Pure module: ``vocabulary`` (skills, themes, traits and colours, read from ``data/``).
"""
