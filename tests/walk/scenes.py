"""Pages that nobody of the demonstration comes upon: behind a link in a letter, in a state that
soon passes, with nothing to show yet, or after a form that was not right.

Each builds a world of its own and tells who looks at what.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from portal.accounts.model import Organisation, Role, TokenPurpose
from portal.challenges.states import ChallengeState
from portal.residencies.states import AssignmentState, ResidencyState
from portal.submissions.states import Decision
from tests.accounts import build as accounts
from tests.jury import build as jury
from tests.matching import build as matching
from tests.people import build as people
from tests.residencies import build as residencies
from tests.submissions import build as submissions
from tests.walk.viewer import Sight
from tests.world import User, World

Scene = Callable[[World], Sight]
SCENES: dict[str, list[Scene]] = {}
"""By the endpoint of the page that is looked at in the end."""


def scene(endpoint: str) -> Callable[[Scene], Scene]:
    def keep(made: Scene) -> Scene:
        SCENES.setdefault(endpoint, []).append(made)
        return made

    return keep


def sight(world: World, user: User | None, endpoint: str, **more: Any) -> Sight:
    """This page as this person sees it; what is no part of a Sight belongs to the address."""
    own = {name: more.pop(name) for name in ("status", "form", "answers") if name in more}
    path = world.browser().address(endpoint, **more)
    return Sight(path, user.token if user else "", **own)


# --- Behind a link in a letter ----------------------------------------------------------------


@scene("accounts.confirm")
def an_account_to_be_made(world: World) -> Sight:
    _row, token = accounts.mail_token(world, TokenPurpose.CONFIRM_ADDRESS, "femke@warm.example")
    return sight(world, None, "accounts.confirm", token=token)


@scene("accounts.confirm")
def an_account_to_be_made_without_a_name(world: World) -> Sight:
    _row, token = accounts.mail_token(world, TokenPurpose.CONFIRM_ADDRESS, "femke@warm.example")
    return sight(world, None, "accounts.confirm", token=token, form="confirm", status=422)


@scene("accounts.confirm")
def a_link_that_was_used(world: World) -> Sight:
    return sight(world, None, "accounts.confirm", token="used", status=410)


@scene("accounts.confirm_address")
def a_new_address(world: World) -> Sight:
    user = world.user()
    _row, token = accounts.mail_token(
        world, TokenPurpose.CHANGE_ADDRESS, "nieuw@example.org", user.person
    )
    return sight(world, user, "accounts.confirm_address", token=token)


@scene("accounts.reset_password")
def a_new_password(world: World) -> Sight:
    user = world.user()
    _row, token = accounts.mail_token(world, TokenPurpose.RESET_PASSWORD, user.email, user.person)
    return sight(world, None, "accounts.reset_password", token=token)


@scene("accounts.mailed")
def a_letter_on_its_way(world: World) -> Sight:
    answers = {"email": "femke@warm.example"}
    return sight(world, None, "accounts.sign_up", form="sign-up", answers=answers)


@scene("accounts.invitation")
def an_invitation_to_a_stranger(world: World) -> Sight:
    place = accounts.scene(world)
    return sight(world, None, "accounts.invitation", token=place.secret)


@scene("accounts.my_invitation")
def an_invitation_to_somebody_known(world: World) -> Sight:
    user = world.user()
    ministry = world.organisation()
    made, _secret = accounts.invitation(world, user.email, at=ministry)
    return sight(world, user, "accounts.my_invitation", invitation_id=made.id)


# --- In a state that soon passes --------------------------------------------------------------


@scene("jury.check")
def scores_to_be_handed_in(world: World) -> Sight:
    place = jury.declared(world)
    jury.score(place, place.jurors[1], 1, hand_in=False)
    first = place.submissions[0].id
    return sight(world, place.jurors[1], "jury.check", slug=place.slug, submission_id=first)


@scene("jury.check_decision")
def a_decision_to_be_recorded(world: World) -> Sight:
    place = jury.scored(world)
    reasons = {f"reason_{number}": "Het team overtuigde." for number in (1, 2, 3)}
    page = world.browser(place.chair).visit("jury.decision", slug=place.slug)
    page.submit("decision", shortlisted="1", reserve_1="2", **reasons)
    return sight(world, place.chair, "jury.check_decision", slug=place.slug)


@scene("jury.decision")
def a_decision_without_reasons(world: World) -> Sight:
    place = jury.scored(world)
    return sight(world, place.chair, "jury.decision", slug=place.slug, form="decision", status=422)


@scene("jury.release")
def letters_to_be_released(world: World) -> Sight:
    place = jury.decided(world, 1, 2)
    return sight(world, place.chair, "jury.release", slug=place.slug)


@scene("jury.ask_reopen")
def a_review_to_be_opened_again(world: World) -> Sight:
    place = jury.scored(world)
    first = place.submissions[0]
    review = place.review(place.jurors[1], first)
    ids = {"submission_id": first.id, "review_id": review.id}
    return sight(world, place.chair, "jury.ask_reopen", slug=place.slug, **ids)


@scene("jury.panel")
def a_seat_to_be_taken(world: World) -> Sight:
    place = jury.panel(world, accepted=False)
    return sight(world, place.jurors[1], "jury.panel", slug=place.slug)


@scene("people.confirm")
def a_colleague_to_be_confirmed(world: World) -> Sight:
    ministry = world.organisation()
    card = people.profile(world, at=ministry)
    colleague = world.user(Role.MEMBER, at=ministry)
    return sight(world, colleague, "people.confirm", profile_id=card.id)


@scene("people.opened")
def a_profile_that_was_opened(world: World) -> Sight:
    card = people.profile(world)
    return sight(world, world.user(Role.ADMINISTRATOR), "people.opened", profile_id=card.id)


@scene("residencies.mentorship")
def a_mentor_who_is_asked(world: World) -> Sight:
    place = residencies.scene(world, ResidencyState.PLANNED, mentoring=AssignmentState.PROPOSED)
    return sight(world, place.mentor, "residencies.mentorship", residency_id=place.id)


@scene("residencies.record_outcome")
def an_outcome_to_be_written(world: World) -> Sight:
    place = residencies.scene(world, ResidencyState.EVALUATING)
    return sight(world, place.manager, "residencies.record_outcome", residency_id=place.id)


@scene("residencies.record_outcome")
def an_outcome_that_is_missing(world: World) -> Sight:
    place = residencies.scene(world, ResidencyState.EVALUATING)
    sent = {"form": "record-outcome", "status": 422}
    return sight(world, place.manager, "residencies.record_outcome", residency_id=place.id, **sent)


@scene("residencies.resume")
def a_pause_to_be_ended(world: World) -> Sight:
    place = residencies.scene(world, ResidencyState.PAUSED)
    return sight(world, place.manager, "residencies.resume", residency_id=place.id)


@scene("residencies.show")
def a_residency_that_pauses(world: World) -> Sight:
    place = residencies.scene(world, ResidencyState.PAUSED)
    return sight(world, place.member, "residencies.show", residency_id=place.id)


@scene("submissions.offer")
def an_offer(world: World) -> Sight:
    challenge = world.challenge(ChallengeState.AWARDED)
    (won,) = submissions.decided(world, challenge, [Decision.SHORTLISTED])
    submissions.offered(world, won)
    startup = world.one(Organisation, won.organisation_id)
    member = world.user(Role.MEMBER, at=startup)
    return sight(world, member, "submissions.offer", submission_id=won.id)


@scene("teams.new")
def a_team_to_be_asked_for(world: World) -> Sight:
    stay, leader = matching.residency(world)
    return sight(world, leader, "teams.new", residency_id=stay.id)


@scene("teams.new")
def a_team_without_a_name(world: World) -> Sight:
    stay, leader = matching.residency(world)
    sent = {"form": "project-form", "status": 422}
    return sight(world, leader, "teams.new", residency_id=stay.id, **sent)


# --- With nothing to show yet -----------------------------------------------------------------

EMPTY = {
    "accounts.account": None,
    "accounts.admin_audit": Role.ADMINISTRATOR,
    "accounts.admin_letters": Role.ADMINISTRATOR,
    "challenges.home": None,
    "challenges.index": None,
    "challenges.ours": Role.OWNER,
    "challenges.results": None,
    "home.home": None,
    "jury.home": None,
    "opportunities.opportunities": None,
    "people.profile": None,
    "residencies.board": Role.PROGRAMME_MANAGER,
    "residencies.ended": Role.PROGRAMME_MANAGER,
    "submissions.mine": Role.MEMBER,
    "teams.teams": None,
}
"""Who sees these with nothing in them: somebody with this role, or with none."""


def nothing_yet(endpoint: str) -> Scene:
    def empty(world: World) -> Sight:
        role = EMPTY[endpoint]
        home = world.startup() if role is Role.MEMBER else None
        return sight(world, world.user(role, at=home), endpoint)

    return empty


for name in EMPTY:
    scene(name)(nothing_yet(name))


@scene("challenges.index")
def a_search_that_finds_nothing(world: World) -> Sight:
    world.challenge()
    return sight(world, None, "challenges.index", q="zzz")


# --- What went wrong --------------------------------------------------------------------------


@scene("accounts.sign_in")
def a_wrong_password(world: World) -> Sight:
    answers = {"email": "femke@warm.example", "password": "geraden"}
    return sight(world, None, "accounts.sign_in", form="sign-in", answers=answers, status=422)


@scene("accounts.account")
def a_page_for_who_is_signed_in(world: World) -> Sight:
    return sight(world, None, "accounts.account", status=401)


@scene("accounts.startup")
def a_form_that_was_open_too_long(world: World) -> Sight:
    answers = {"name": "Warme buren", "kvk_number": "12345678", "csrf_token": "an older one"}
    sent = {"form": "startup", "answers": answers, "status": 400}
    return sight(world, world.user(), "accounts.startup", **sent)
