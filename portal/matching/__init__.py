"""Team projects, the deck, pairs of answers, and the draft team that comes of them.

Pure modules: ``ranking`` (in which order cards are shown), ``features`` (profiles and projects in
the form that it takes) and ``team`` (what a draft team covers, and in which words).
"""
