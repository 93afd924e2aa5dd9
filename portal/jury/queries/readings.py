"""Who opened which submission, and when: asked by nobody, and there when it is."""

from __future__ import annotations

from sqlalchemy import insert

from portal.jury.model import Reading, Review
from portal.kernel.guard import witness
from portal.kernel.ids import new_id
from portal.kernel.policy import Actor


def note_reading(review: Review, actor: Actor) -> None:
    """Write it down, in a transaction of its own."""
    with witness(Reading.__tablename__) as line:
        line.execute(
            insert(Reading).values(
                id=new_id(), submission_id=review.submission_id, person_id=actor.id, at=actor.now
            )
        )
