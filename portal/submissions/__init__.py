"""What startups answer to a challenge, up to the offer that one of them gets."""
