"""What startups answer to a challenge, up to the offer that one of them gets.

``content`` is a pure module of its own: what is asked of a submission, what is still missing,
and the canonical form that a receipt's hash is taken of. ``duties`` is what the home page of
somebody of a startup asks of them and shows of theirs.
"""
