from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from portal.accounts.model import Organisation
from portal.kernel.errors import RuleBroken
from portal.kernel.files import Incoming, keep
from portal.kernel.text import _
from portal.kernel.work import Work, command, nothing
from portal.people import queries, rules, vocabulary
from portal.people.events import (
    ProfileChanged,
    ProfileEndorsed,
    ProfileMade,
    ProfilePaused,
    ProfileResumed,
)
from portal.people.model import Endorsement, Profile, ProfileKind
from portal.people.vocabulary import Kind


@dataclass(frozen=True, slots=True, kw_only=True)
class Introduction:
    """Who somebody is: the first things that a card says."""

    headline: str
    kind: ProfileKind
    organisation: Organisation | None = None
    description: str = ""
    framework: bool = False


@command(may=rules.may_make, locks=nothing)
def make(work: Work, _nothing: None, introduction: Introduction) -> Profile:
    """The first step. A profile without skills comes into no deck yet."""
    profile = Profile(
        person_id=work.person_id,
        kind=introduction.kind,
        headline=introduction.headline,
        made_at=work.now,
        changed_at=work.now,
    )
    _introduce(work, profile, introduction)
    work.add(profile)
    work.emit(ProfileMade(subject_id=profile.id, person_id=work.person_id))
    return profile


@command(may=rules.may_change)
def introduce(work: Work, profile: Profile, introduction: Introduction) -> None:
    _introduce(work, profile, introduction)
    _changed(work, profile, "introduction")


@command(may=rules.may_change)
def choose_skills(
    work: Work,
    profile: Profile,
    *,
    skills: Sequence[str],
    traits: Sequence[str] = (),
    interests: Sequence[str] = (),
) -> None:
    profile.skills = _chosen(Kind.SKILLS, skills, "skills")
    profile.traits = _chosen(Kind.TRAITS, traits, "traits")
    profile.interests = _chosen(Kind.THEMES, interests, "interests")
    _changed(work, profile, "skills")


@command(may=rules.may_change)
def choose_colours(work: Work, profile: Profile, *, colours: Mapping[str, int]) -> None:
    """``colours``: percentages that are together 100, or nothing."""
    profile.colours = vocabulary.mixed(colours)
    _changed(work, profile, "colours")


@command(may=rules.may_change)
def offer_time(
    work: Work,
    profile: Profile,
    *,
    hours: int,
    available_from: date | None = None,
    available_until: date | None = None,
) -> None:
    if available_from and available_until and available_until <= available_from:
        raise RuleBroken(_("Choose a day after the first day."), field="available_until")
    profile.hours = hours
    profile.available_from = available_from
    profile.available_until = available_until
    _changed(work, profile, "time")


@command(may=rules.may_change)
def show_photo(work: Work, profile: Profile, photo: Incoming | None) -> None:
    """Put a received photo there, or take away the one that is there."""
    profile.photo = keep(work, photo) if photo else None
    profile.changed_at = work.now
    work.emit(ProfileChanged(subject_id=profile.id, part="photo"))


@command(may=rules.may_change)
def pause(work: Work, profile: Profile) -> None:
    """No new cards either way; what was answered stays."""
    if profile.open_to_projects:
        profile.open_to_projects = False
        work.emit(ProfilePaused(subject_id=profile.id))


@command(may=rules.may_change)
def resume(work: Work, profile: Profile) -> None:
    if not profile.open_to_projects:
        profile.open_to_projects = True
        work.emit(ProfileResumed(subject_id=profile.id))


@command(may=rules.may_endorse)
def endorse(work: Work, profile: Profile, *, tags: Sequence[str]) -> None:
    """Confirm these tags of a colleague, and no others: what was confirmed before may go."""
    allowed = {*profile.skills, *vocabulary.known(Kind.TRAITS)}
    wanted = set(tags) & allowed
    before = {one.tag: one for one in queries.endorsements_by(profile, work.person_id)}
    for tag in before.keys() - wanted:
        work.session.delete(before[tag])
    for tag in sorted(wanted - before.keys()):
        work.add(
            Endorsement(profile_id=profile.id, by_id=work.person_id, tag=tag, given_at=work.now)
        )
    work.emit(ProfileEndorsed(subject_id=profile.id, by_id=work.person_id, tags=sorted(wanted)))


def _introduce(work: Work, profile: Profile, said: Introduction) -> None:
    internal = said.kind is ProfileKind.INTERNAL
    place = said.organisation
    if place is not None and not rules.works_at(work.actor, place.id):
        raise RuleBroken(
            _("You do not belong to this organisation in Veldwerk yet."), field="organisation"
        )
    if internal and (place is None or not place.is_public):
        raise RuleBroken(
            _("Choose the public organisation that you work for."), field="organisation"
        )
    profile.headline = said.headline
    profile.description = said.description
    profile.kind = said.kind
    profile.framework = said.framework and not internal
    profile.organisation_id = place.id if place else None


def _chosen(kind: Kind, ids: Sequence[str], field: str) -> list[str]:
    known = vocabulary.known(kind)
    chosen = sorted({one for one in ids if one in known})
    if len(chosen) > vocabulary.MOST[kind]:
        most = vocabulary.MOST[kind]
        raise RuleBroken(
            _("Choose at most %(most)s; these are %(chosen)s.", most=most, chosen=len(chosen)),
            field=field,
        )
    return chosen


def _changed(work: Work, profile: Profile, part: str) -> None:
    profile.changed_at = work.now
    work.emit(ProfileChanged(subject_id=profile.id, part=part))
