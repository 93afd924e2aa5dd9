"""What a draft team covers, what is missing, and the words for it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from portal.kernel.text import _, language, ngettext
from portal.matching.features import offer_of, wish_of
from portal.matching.model import Project, TeamMember
from portal.matching.ranking import reasons
from portal.matching.states import ProjectState
from portal.people import card, vocabulary
from portal.people.model import Profile
from portal.people.vocabulary import Kind

FAR = 10  # percentage points a colour may be under or over what was asked before it is said


@dataclass(frozen=True, slots=True)
class Need:
    """One skill that was asked, and who in the team has it. ``weight``: 1–5."""

    skill: str
    weight: int
    members: tuple[str, ...]

    @property
    def is_covered(self) -> bool:
        return bool(self.members)

    @property
    def word(self) -> str:
        return vocabulary.label(Kind.SKILLS, self.skill, language())

    @property
    def label(self) -> str:
        return self.word[:1].upper() + self.word[1:]


@dataclass(frozen=True, slots=True)
class Team:
    """A draft team as its pages show it.

    ``hours`` a week: what each gives, up to what was asked of each.
    """

    needs: tuple[Need, ...]
    colours: Mapping[str, int]
    hours: int
    asked_hours: int
    size: int
    places: int

    @property
    def covered(self) -> int:
        return sum(need.is_covered for need in self.needs)

    @property
    def missing(self) -> list[Need]:
        return [need for need in self.needs if not need.is_covered]

    @property
    def free(self) -> int:
        return max(self.places - self.size, 0)


def team_of(project: Project) -> Team:
    """Of a project that was loaded with its team."""
    profiles = [member.profile for member in project.members]
    return Team(
        needs=_needs(project, project.members),
        colours=_mixed(profiles),
        hours=sum(given(profile, project) for profile in profiles),
        asked_hours=project.hours * project.team_size,
        size=len(profiles),
        places=project.team_size,
    )


def given(profile: Profile, project: Project) -> int:
    """The hours a week that somebody gives a project: what they have, up to what it asks."""
    return min(profile.hours, project.hours)


def _needs(project: Project, members: Sequence[TeamMember]) -> tuple[Need, ...]:
    asked: list[dict[str, Any]] = sorted(project.needs, key=lambda need: -need["weight"])
    return tuple(
        Need(
            skill=need["skill"],
            weight=need["weight"],
            members=tuple(
                first_name(member.profile.person.name)
                for member in members
                if need["skill"] in member.profile.skills
            ),
        )
        for need in asked
    )


def _mixed(profiles: Sequence[Profile]) -> dict[str, int]:
    """The colours of a team: each member's, by their hours."""
    sums: dict[str, float] = {}
    for profile in profiles:
        for colour, share in profile.colours.items():
            sums[colour] = sums.get(colour, 0) + share * profile.hours
    return vocabulary.whole(sums)


def first_name(name: str) -> str:
    return name.partition(" ")[0]


def headline(project: Project, team: Team) -> str:
    """What there is to say of a team, as the heading of its page."""
    if project.state is ProjectState.CLOSED:
        return _("This team is settled") if team.size else _("This project was closed")
    if project.state is ProjectState.DRAFT:
        return _("Your team project is still a draft")
    if project.state is ProjectState.FULL or not team.free:
        return _("Your team is complete") if not team.missing else _("Your team is full")
    if not team.size:
        return _("Nobody is in your team yet")
    if team.free == 1:
        return _("Your team is nearly complete")
    return _("Your team takes shape")


def lead(project: Project, team: Team) -> str:
    """The sentence under the heading: what is missing."""
    if project.state is ProjectState.DRAFT:
        return _("Nobody sees it yet. Check it, then open it: cards come at once.")
    if project.state is ProjectState.CLOSED:
        return _("Nobody gets a card of it any more.")
    return " ".join(part for part in (_skills_words(team), _places_words(team)) if part)


def _skills_words(team: Team) -> str:
    if not team.missing:
        return _("Somebody has each skill that you asked for.")
    words = joined([need.word for need in team.missing[:3]])
    if len(team.missing) > 3:  # noqa: PLR2004 - as many as one reads at a glance
        return _("%(number)s skills are missing, %(skills)s first of all.",
                 number=len(team.missing), skills=words)  # fmt: skip
    return str(
        ngettext(
            "Nobody has %(skills)s yet.", "Nobody has %(skills)s yet.", len(team.missing),
            skills=words,
        )
    )  # fmt: skip


def _places_words(team: Team) -> str:
    if not team.free:
        return ""
    return str(
        ngettext("There is %(num)d place left.", "There are %(num)d places left.", team.free)
    )


def places_words(team: Team) -> str:
    """How full a team is, and what it misses most."""
    taken = _("%(size)s of %(places)s places taken", size=team.size, places=team.places)
    if not team.missing:
        return taken
    skills = joined([need.word for need in team.missing[:3]])
    return _("%(taken)s. Missing: %(skills)s", taken=taken, skills=skills)


def colours_words(project: Project, team: Team) -> str:
    """Where the team's colours are far from those asked: the largest gap each way."""
    if not project.colours or not team.colours:
        return ""
    gaps = {
        colour.id: team.colours.get(colour.id, 0) - project.colours.get(colour.id, 0)
        for colour in vocabulary.colours()
    }
    less, more = min(gaps, key=gaps.__getitem__), max(gaps, key=gaps.__getitem__)
    parts = []
    if gaps[more] >= FAR:
        parts.append(_("More %(colour)s than you asked for.", colour=colour_name(more)))
    if gaps[less] <= -FAR:
        parts.append(_("Less %(colour)s than you asked for: look for it, or talk about it.",
                       colour=colour_name(less)))  # fmt: skip
    return " ".join(parts) or _("Close to the mix that you asked for.")


def colour_name(colour: str) -> str:
    return vocabulary.label(Kind.COLOURS, colour, language())


def why(profile: Profile, project: Project, covered: frozenset[str]) -> str:
    """Why a leader gets this card, in plain words."""
    found = reasons(offer_of(profile), wish_of(project, covered))
    fills, doubles = _skill_words(found.fills), _skill_words(found.doubles)
    if fills and covered:
        return _("Brings %(skills)s. Your team does not have that yet.", skills=fills)
    if fills:
        return _("Brings %(skills)s, which you asked for.", skills=fills)
    if doubles:
        return _("Also has %(skills)s, which your team has already.", skills=doubles)
    return _("Has the time for it. None of the skills you asked for are on this card.")


def why_project(profile: Profile, project: Project, themes: Sequence[str]) -> str:
    """Why a professional gets the card of this project."""
    found = reasons(offer_of(profile), wish_of(project, (), themes))
    parts = []
    if found.fills:
        parts.append(_("It asks for %(skills)s, which you have.", skills=_skill_words(found.fills)))
    if found.themes:
        drawn = [vocabulary.label(Kind.THEMES, theme, language()) for theme in found.themes]
        parts.append(_("It is about %(themes)s, which draws you.", themes=joined(drawn)))
    return " ".join(parts) or _("You have the time for it, and it takes people on your terms.")


def talk(profile: Profile, project: Project, *, for_leader: bool) -> str:
    """With what the two could begin: what they share, and what colleagues say."""
    found = reasons(offer_of(profile), wish_of(project, (), project.residency.challenge.themes))
    skills, name = _skill_words(found.fills), first_name(profile.person.name)
    parts = []
    if skills and for_leader:
        parts.append(_("%(name)s can do %(skills)s. Ask for an example.", name=name, skills=skills))
    elif skills:
        parts.append(_("You were asked for %(skills)s. Tell of a time you used it.", skills=skills))
    said = card.said(profile)[:2]
    if said and for_leader:
        parts.append(_("Colleagues say of %(name)s: %(words)s.", name=name, words=joined(said)))
    if profile.colours and for_leader:
        most = colour_name(max(profile.colours, key=lambda one: profile.colours[one]))
        parts.append(_("%(name)s works most in %(colour)s.", name=name, colour=most))
    parts.append(_("Talk about how you will decide together."))
    return " ".join(parts)


def _skill_words(skills: Sequence[str]) -> str:
    return joined([vocabulary.label(Kind.SKILLS, skill, language()) for skill in skills[:3]])


def joined(words: Sequence[str]) -> str:
    """‘a’, ‘a and b’, ‘a, b and c’."""
    if len(words) < 2:  # noqa: PLR2004 - one word stands alone
        return "".join(words)
    return _("%(most)s and %(last)s", most=", ".join(words[:-1]), last=words[-1])
