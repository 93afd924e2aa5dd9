"""Veldwerk: an open-innovation challenge portal for government."""
