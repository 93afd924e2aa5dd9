"""Pages of matching, cut by subject: teams, their decks, opportunities, matches."""
