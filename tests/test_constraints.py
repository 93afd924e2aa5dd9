"""What the database itself keeps, whoever writes: each rule broken past every command.

In the filled portal one statement, or two, makes what a rule forbids. Without its constraint it
would stay. Where a person can run into the rule, they read its sentence.
"""

from __future__ import annotations

import pytest
from flask import Flask
from sqlalchemy import CheckConstraint, UniqueConstraint
from sqlalchemy.exc import IntegrityError

from portal.kernel.db import Model
from portal.kernel.errors import RuleBroken
from portal.kernel.policy import system
from portal.kernel.text import Sentence
from portal.kernel.work import unit_of_work
from tests.test_architecture import RAISED

SOMEBODY = "(SELECT id FROM persons ORDER BY id LIMIT 1)"
ANOTHER = "(SELECT id FROM persons ORDER BY id DESC LIMIT 1)"
A_CHALLENGE = "(SELECT id FROM challenges ORDER BY id LIMIT 1)"
AN_ORGANISATION = "(SELECT id FROM organisations ORDER BY id LIMIT 1)"


def change(table: str, values: str, where: str = "true") -> str:
    """Give one row of those that are so other values."""
    return (
        f'UPDATE "{table}" SET {values}'
        f' WHERE id = (SELECT id FROM "{table}" WHERE {where} ORDER BY id LIMIT 1)'
    )


def twin(table: str, where: str = "true", **values: str) -> str:
    """Put a second row beside one that is so, the same but for its id and these values."""
    return _insert(
        table, "one", f'FROM "{table}" one WHERE {where} ORDER BY one.id LIMIT 1', values
    )


def new(table: str, **values: str) -> str:
    """A row of a table that nobody of the demonstration wrote in."""
    return _insert(table, f'null::"{table}"', "", values)


def _insert(table: str, of: str, source: str, values: dict[str, str]) -> str:
    said = ", ".join(
        f"'{name}', {value}" for name, value in {"id": "gen_random_uuid()", **values}.items()
    )
    return (
        f'INSERT INTO "{table}" SELECT (jsonb_populate_record({of}, jsonb_build_object({said}))).*'
        f" {source}"
    )


MOVED = {
    "challenge_id": A_CHALLENGE,
    "old_deadline": "now() + interval '1 day'",
    "new_deadline": "now() + interval '9 days'",
    "reason": "'x'",
    "moved_at": "now()",
    "moved_by_id": SOMEBODY,
}
INVITED = {
    "email": "'a@b.nl'",
    "email_key": "'a@b.nl'",
    "role": "'editor'",
    "at_id": AN_ORGANISATION,
    "token_hash": "'x'",
    "invited_at": "now()",
    "expires_at": "now()",
    "about": "''",
}
MAILED = {
    "purpose": "'confirm_address'",
    "token_hash": "'x'",
    "email": "'a@b.nl'",
    "made_at": "now()",
    "expires_at": "now()",
}
SIGNED_IN = {
    "person_id": SOMEBODY,
    "token_hash": "'x'",
    "started_at": "now()",
    "seen_at": "now()",
    "agent": "''",
}
WISH = {
    "person_id": SOMEBODY,
    "organisation_id": AN_ORGANISATION,
    "requested_at": "now()",
    "state": "'waiting'",
}
FOLLOW = {"challenge_id": A_CHALLENGE, "person_id": SOMEBODY, "since": "now()"}
PROPOSAL = {
    "challenge_id": A_CHALLENGE,
    "content": "'{}'::jsonb",
    "saved_at": "now()",
    "saved_by_id": SOMEBODY,
}
TIE = {
    "mentor_id": "(SELECT id FROM mentors ORDER BY id LIMIT 1)",
    "organisation_id": AN_ORGANISATION,
    "declared_at": "now()",
    "note": "''",
}
FILE = {
    "sha256": "'ab'",
    "size": "0",
    "media_type": "'application/pdf'",
    "stored_at": "now()",
}
TWO_OF_ONE_BOX = (
    "decision = 'not_selected' AND EXISTS (SELECT FROM submissions other WHERE"
    " other.challenge_id = submissions.challenge_id AND other.decision = '{}')"
)
ONE_WINS_ALL = (
    "UPDATE submissions SET cohort = 'x', organisation_id = (SELECT organisation_id FROM"
    " submissions WHERE decision = 'shortlisted' ORDER BY id LIMIT 1)"
    " WHERE decision = 'shortlisted'"
)
DECIDED = "(SELECT challenge_id FROM jury_decisions WHERE outcome = 'award' ORDER BY id LIMIT 1)"
AGAIN = (
    f"WITH taken AS (DELETE FROM jury_decisions WHERE challenge_id = {DECIDED} RETURNING *)"
    " INSERT INTO jury_decisions SELECT * FROM taken"
)
"""A decision is looked at when it is recorded."""
CHAIR_IS_TORN = (
    "UPDATE reviews SET state = 'conflict', conflict_kind = 'family', handed_in_at = null"
    " WHERE id = (SELECT reviews.id FROM reviews JOIN seats ON seats.id = reviews.seat_id"
    " JOIN panels ON panels.id = seats.panel_id JOIN jury_decisions ON decided_by_id = person_id"
    f" WHERE jury_decisions.challenge_id = {DECIDED} AND panels.challenge_id = {DECIDED} LIMIT 1)"
)

BROKEN: dict[str, list[str]] = {
    # accounts
    "one_person_per_address": [twin("persons")],
    "uq_organisations_slug": [twin("organisations", "kind = 'ministry'", register_id="null")],
    "uq_organisations_register_id": [twin("organisations", "register_id IS NOT NULL", slug="'x'")],
    "one_startup_per_name": [twin("organisations", "kind = 'startup'", slug="'x'",
                                  kvk_number="'00000001'")],
    "one_startup_per_kvk_number": [twin("organisations", "kind = 'startup'", slug="'x'",
                                        name_key="'x'")],
    "kvk_has_eight_digits": [change("organisations", "kvk_number = '1'", "kind = 'startup'")],
    "startups_have_kvk": [change("organisations", "kvk_number = '00000001'", "kind = 'ministry'")],
    "only_kvk_is_confirmed": [change("organisations", "kvk_confirmed_at = now()",
                                     "kind = 'ministry'")],
    "only_administrators_everywhere": [change("role_grants", "at_id = null", "role = 'owner'")],
    "one_grant_each": [twin("role_grants", "role = 'administrator'")],
    "one_waiting_request_each": [new("membership_requests", **WISH)] * 2,
    "one_end_at_most": [new("invitations", **INVITED, declined_at="now()", withdrawn_at="now()")],
    "used_by_somebody": [new("invitations", **INVITED, used_at="now()")],
    "uq_invitations_token_hash": [new("invitations", **INVITED)] * 2,
    "uq_mail_tokens_token_hash": [new("mail_tokens", **MAILED)] * 2,
    "newcomers_are_nobody_yet": [new("mail_tokens", **MAILED, person_id=SOMEBODY)],
    "uq_login_sessions_token_hash": [new("login_sessions", **SIGNED_IN)] * 2,
    # people
    "one_profile_per_person": [twin("profiles")],
    "one_endorsement_each": [twin("endorsements")],
    "hours_fit_a_week": [change("profiles", "hours = 41")],
    "at_most_twelve_skills": [change("profiles", f"skills = '{[1] * 13}'")],
    "available_until_after_from": [change("profiles", "available_from = '2027-01-02',"
                                          " available_until = '2027-01-02'")],
    "framework_for_externals": [change("profiles", "framework = true", "kind = 'internal'")],
    # challenges
    "uq_challenges_slug": [twin("challenges")],
    "uq_archived_challenges_slug": [twin("archived_challenges")],
    "one_text_per_language": [twin("challenge_texts")],
    "one_version_per_number": [twin("challenge_versions")],
    "one_criterion_per_position": [twin("criteria", weight="0")],
    "weight_is_a_percentage": [change("criteria", "weight = 101")],
    "criteria_sum_to_100": [change("criteria", "weight = weight + 1", "challenge_id IN (SELECT id"
                                   " FROM challenges WHERE state = 'published')")],
    "residency_of_1_to_12_months": [change("challenges", "residency_months = 13")],
    "budget_is_not_negative": [change("challenges", "budget_cents = -1")],
    "dates_in_order": [change("challenges", "decision_by = deadline", "state = 'published'")],
    "published_with_a_deadline_and_an_approval": [
        change("challenges", "approved_by_id = null", "state = 'published'")
    ],
    "four_eyes": [change("challenges", "approved_by_id = submitted_by_id", "state = 'published'")],
    "ended_with_a_reason": [change("challenges", "ended_reason = null", "state = 'cancelled'")],
    "deadline_only_moves_later": [
        new("deadline_moves", **{**MOVED, "new_deadline": MOVED["old_deadline"]})
    ],
    "moved_before_it_passed": [new("deadline_moves", **{**MOVED, "moved_at": "'2100-01-01'"})],
    "one_follow_each": [new("follows", **FOLLOW)] * 2,
    # submissions
    "one_submission_per_organisation": [twin("submissions", number="null", decision="'none'",
                                             decided_at="null", decided_by_id="null",
                                             released_at="null", reserve_rank="null")],
    "one_submission_per_number": [twin("submissions", "number IS NOT NULL AND decision = 'none'",
                                       organisation_id=AN_ORGANISATION)],
    "one_shortlisted_per_challenge": [
        change("submissions", "decision = 'shortlisted'", TWO_OF_ONE_BOX.format("shortlisted"))
    ],
    "one_reserve_per_rank": [
        change("submissions", "decision = 'reserve', reserve_rank = 1",
               TWO_OF_ONE_BOX.format("reserve"))
    ],
    "one_win_per_organisation_and_cohort": [ONE_WINS_ALL],
    "decided_with_a_decider_and_a_time": [
        change("submissions", "decided_by_id = null", "decision = 'not_selected'")
    ],
    "reserves_have_a_rank": [change("submissions", "reserve_rank = null", "decision = 'reserve'")],
    "released_after_the_decision": [change("submissions", "released_at = now()",
                                           "decision = 'none'")],
    "sent_has_a_version": [change("submissions", "standing_version = null, sent_digest = null",
                                  "state = 'submitted'")],
    "sent_has_a_digest": [change("submissions", "sent_digest = null", "state = 'submitted'")],
    "one_sent_version_per_number": [twin("submission_versions", receipt_code="'x'")],
    "one_receipt_code_each": [twin("submission_versions", number="99")],
    "one_access_per_ground": [twin("submission_access")],
    "one_standing_offer_per_challenge": [twin("offers", "state = 'accepted'")],
    "offer_ends_after_it_is_made": [change("offers", "expires_at = made_at")],
    "answered_offers_have_a_time": [change("offers", "answered_at = null")],
    # jury
    "one_panel_per_challenge": [twin("panels")],
    "quorum_of_two_to_nine": [change("panels", "quorum = 1")],
    "one_living_seat_each": [twin("seats", "NOT is_chair AND state = 'accepted'")],
    "one_chair_per_panel": [twin("seats", "is_chair", person_id=ANOTHER)],
    "replaced_with_a_reason": [change("seats", "reason = 'x'", "state = 'accepted'")],
    "one_box_per_challenge": [twin("box_openings")],
    "opened_by_two_people": [change("box_openings", "second_by_id = first_by_id")],
    "second_key_has_a_time": [change("box_openings", "second_at = null")],
    "one_review_per_juror_and_submission": [twin("reviews")],
    "conflicts_have_a_kind": [change("reviews", "conflict_kind = null", "state = 'conflict'")],
    "handed_in_has_a_time": [change("reviews", "handed_in_at = null", "state = 'handed_in'")],
    "one_score_per_criterion": [twin("scores")],
    "scores_from_1_to_5": [change("scores", "value = 6")],
    "one_draft_per_challenge": [new("decision_drafts", **PROPOSAL)] * 2,
    "one_decision_per_challenge": [twin("jury_decisions")],
    "released_by_somebody": [change("jury_decisions", "released_at = null",
                                    "released_at IS NOT NULL")],
    "decision_covers_every_submission": [
        f"UPDATE submissions SET decision_reason = ' ' WHERE challenge_id = {DECIDED}", AGAIN
    ],
    "decision_has_its_quorum": [
        f"UPDATE panels SET quorum = 9 WHERE challenge_id = {DECIDED}", AGAIN
    ],
    "decided_without_a_conflict": [
        f"UPDATE panels SET quorum = 2 WHERE challenge_id = {DECIDED}",
        CHAIR_IS_TORN,
        AGAIN,
    ],
    # residencies
    "one_residency_per_submission": [twin("residencies")],
    "ends_after_it_starts": [change("residencies", "ends_on = starts_on")],
    "ended_with_an_outcome": [change("residencies", "outcome = null", "state = 'ended'")],
    "ended_at_a_moment": [change("residencies", "ended_at = null", "state = 'ended'")],
    "paused_since_a_day": [change("residencies", "paused_on = '2027-01-01'", "state = 'active'")],
    "a_light_is_set_at_a_moment": [change("residencies", "light_at = null", "light <> 'green'")],
    "one_primary_mentor": [twin("mentor_assignments", "state = 'active'")],
    "ended_assignment_has_a_reason": [change("mentor_assignments", "state = 'ended', reason = ''")],
    "answered_at_a_moment": [change("mentor_assignments", "answered_at = null",
                                    "state = 'active'")],
    "one_mentor_card_per_person": [twin("mentors")],
    "capacity_up_to_nine": [change("mentors", "capacity = 10")],
    "one_tie_per_mentor_and_startup": [new("mentor_ties", **TIE)] * 2,
    "milestone_has_words": [change("milestones", "title = '', kind = null")],
    "doors_end_with_words": [change("doors", "came_of_it = ''", "state = 'opened'")],
    "planned_doors_have_a_day": [change("doors", "meeting_on = null", "state = 'planned'")],
    # matching
    "one_project_per_residency": [twin("projects")],
    "open_since_a_moment": [change("projects", "opened_at = null", "state = 'open'")],
    "team_of_one_to_twelve": [change("projects", "team_size = 13")],
    "project_hours_fit_a_week": [change("projects", "hours = 0")],
    "project_fits_a_year": [change("projects", "weeks = 53")],
    "one_card_each": [twin("deck_cards")],
    "one_row_per_pair": [twin("pairs")],
    "a_match_is_two_yeses": [change("pairs", "matched_at = now()", "matched_at IS NULL")],
    "an_answer_has_its_turn": [change("pairs", "leader_turn = null", "leader_says")],
    "one_place_in_the_team": [twin("team_members")],
    # kernel
    "sent_has_a_time": [change("letters", "sent_at = now()", "state <> 'sent'")],
    "files_are_not_empty": [new("stored_files", **FILE)],
}  # fmt: skip
OF_THE_DESIGN = {
    "one_shortlisted_per_challenge",
    "one_submission_per_organisation",
    "one_win_per_organisation_and_cohort",
    "one_review_per_juror_and_submission",
    "decided_with_a_decider_and_a_time",
    "one_primary_mentor",
}


@pytest.mark.parametrize("name", BROKEN)
def test_the_database_refuses(filled: Flask, name: str) -> None:
    sentence = sentences(filled).get(name)
    with filled.app_context():
        with pytest.raises((RuleBroken, IntegrityError)) as refused:
            attempt(BROKEN[name])
        if sentence is not None:
            assert isinstance(refused.value, RuleBroken)
            assert refused.value.message == str(sentence)
        else:
            assert isinstance(refused.value, IntegrityError)
            told = refused.value.orig.diag.constraint_name  # type: ignore[union-attr]
            assert told.partition("_")[2].endswith(name) or told == name


def test_every_rule_of_the_database_is_broken_here(app: Flask) -> None:
    rules = {
        str(rule.name).removeprefix(f"ck_{table.name}_")
        for table in Model.metadata.tables.values()
        for rule in table.constraints
        if isinstance(rule, UniqueConstraint)
        or (isinstance(rule, CheckConstraint) and not rule._type_bound)  # noqa: SLF001 - an enum's
    } | {
        str(index.name)
        for table in Model.metadata.tables.values()
        for index in table.indexes
        if index.unique
    }
    assert rules | RAISED == BROKEN.keys()


def test_every_rule_of_the_design_has_a_sentence(app: Flask) -> None:
    assert sentences(app).keys() >= OF_THE_DESIGN


def attempt(statements: list[str]) -> None:
    """Write this past every rule but the database's own; never kept."""
    with unit_of_work(system("test"), free=True) as work:
        connection = work.session.connection()
        for statement in statements:
            written = connection.exec_driver_sql(statement)
            assert written.rowcount, f"nothing to break: {statement}"
        connection.exec_driver_sql("SET CONSTRAINTS ALL IMMEDIATE")
        pytest.fail("the database took it")


def sentences(app: Flask) -> dict[str, Sentence]:
    """The sentence a person reads, by the bare name of the rule."""
    found: dict[str, Sentence] = app.extensions["portal.constraints"]
    tables = Model.metadata.tables
    return {
        next((name[len(f"ck_{t}_") :] for t in tables if name.startswith(f"ck_{t}_")), name): said
        for name, said in found.items()
    }
