"""Panels, conflicts of interest, scores, and the one decision per challenge.

Modules of its own: ``ranking`` (means, places and how firm they are), ``sitting`` (one jury with
all it knows at one moment), ``verdict`` (a decision as it is written, and what it still misses),
``tasks`` (what juries ask of a person now), ``words`` (what a state or a finding is called),
``locked`` (commands that read the jury again under the lock) and ``seating`` (what taking and
losing a seat brings with it).
"""
