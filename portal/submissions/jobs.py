from __future__ import annotations

from flask import current_app

from portal.kernel.errors import PortalError
from portal.kernel.jobs import periodic
from portal.kernel.policy import system
from portal.kernel.work import unit_of_work
from portal.submissions import commands, queries


@periodic("submissions.expire_offers", "* * * * *")
def expire_offers() -> None:
    """Retract each offer whose end has passed, one unit of work each; the next in line moves up."""
    for offer_id in queries.expired_offers():
        offer = queries.offer(offer_id)
        try:
            with unit_of_work(system("offers")) as work:
                commands.retract_offer(work, offer)
        except PortalError as refused:  # answered in the meantime, or by another worker
            current_app.logger.info("offer %s was not retracted: %s", offer_id, refused)
