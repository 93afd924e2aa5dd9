"""Panels, conflicts of interest, scores, and the one decision per challenge."""
