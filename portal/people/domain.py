from __future__ import annotations

from collections.abc import Sequence

from flask import url_for

from portal.accounts.rules import may_join_teams
from portal.kernel.domain import Domain, Duty, NavItem, PersonalField
from portal.kernel.policy import Actor
from portal.kernel.text import _, lazy
from portal.people import queries, views


def duties(actor: Actor) -> Sequence[Duty]:
    """A profile that was begun and that says too little to be of use."""
    profile = queries.profile_of(actor.id)
    if profile is None or (profile.is_ready and profile.colours):
        return ()
    about = (
        _("Choose your colours: then a leader sees how you work.")
        if profile.is_ready
        else _("Choose your skills: without them nobody gets your card.")
    )
    endpoint = "people.colours" if profile.is_ready else "people.skills"
    return (
        Duty(
            title=_("Finish your profile"),
            about=about,
            url=url_for(endpoint),
            since=profile.made_at,
            kind="profile",
            action=_("Go on"),
        ),
    )


_LEADERS_DECIDE = "Leaders of teams decide by it whether somebody fits."
_WHILE_A_PROFILE = "Until the profile is removed."

DOMAIN = Domain(
    "people",
    blueprints=(views.bp,),
    duties=duties,
    waits=queries.has_profile(),
    nav=(NavItem(lazy("My profile"), "people.profile", may_join_teams, order=80, personal=True),),
    constraints={
        "one_profile_per_person": lazy("You have a profile already."),
        "one_endorsement_each": lazy("You confirmed this already."),
        "ck_profiles_hours_fit_a_week": lazy("Give a whole number from 1 to 40."),
        "ck_profiles_at_most_twelve_skills": lazy("Choose at most twelve skills."),
        "ck_profiles_available_until_after_from": lazy("Choose a day after the first day."),
    },
    personal=(
        PersonalField("profiles.headline", _LEADERS_DECIDE, _WHILE_A_PROFILE),
        PersonalField("profiles.description", _LEADERS_DECIDE, _WHILE_A_PROFILE),
        PersonalField("profiles.skills", _LEADERS_DECIDE, _WHILE_A_PROFILE),
        PersonalField("profiles.traits", _LEADERS_DECIDE, _WHILE_A_PROFILE),
        PersonalField("profiles.interests", _LEADERS_DECIDE, _WHILE_A_PROFILE),
        PersonalField("profiles.colours", _LEADERS_DECIDE, _WHILE_A_PROFILE),
        PersonalField("profiles.hours", _LEADERS_DECIDE, _WHILE_A_PROFILE),
        PersonalField(
            "profiles.photo_id",
            "Shown to a leader who opens the card; it never counts in the order.",
            _WHILE_A_PROFILE,
        ),
        PersonalField(
            "endorsements.tag", "What colleagues confirm, shown on the card.", _WHILE_A_PROFILE
        ),
        PersonalField(
            "profile_openings.by_id",
            "Lets a person see which administrator opened their profile.",
            _WHILE_A_PROFILE,
        ),
    ),
)
