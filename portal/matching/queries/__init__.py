"""Every SELECT of matching, cut by subject: projects and teams, decks, pairs."""
