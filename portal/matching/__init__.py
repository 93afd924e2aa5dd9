"""Team projects, the deck, pairs of answers, and the draft team that comes of them."""
