from __future__ import annotations

from portal.kernel.events import consequence
from portal.kernel.work import Work
from portal.matching.commands.dealing import deal_profile
from portal.matching.commands.projects import settle_project
from portal.matching.queries import projects
from portal.people.events import (
    ProfileChanged,
    ProfileEndorsed,
    ProfileMade,
    ProfilePaused,
    ProfileResumed,
)
from portal.residencies.events import ResidencyEnded


@consequence(of=ProfileMade)
def come_up(work: Work, event: ProfileMade) -> None:
    deal_profile(work, event.subject_id)


@consequence(of=ProfileChanged)
def change_place(work: Work, event: ProfileChanged) -> None:
    if event.part != "photo":
        deal_profile(work, event.subject_id)


@consequence(of=ProfileEndorsed)
def count_what_colleagues_say(work: Work, event: ProfileEndorsed) -> None:
    deal_profile(work, event.subject_id)


@consequence(of=ProfilePaused)
def leave_the_decks(work: Work, event: ProfilePaused) -> None:
    deal_profile(work, event.subject_id)


@consequence(of=ProfileResumed)
def come_back(work: Work, event: ProfileResumed) -> None:
    deal_profile(work, event.subject_id)


@consequence(of=ResidencyEnded)
def stop_looking(work: Work, event: ResidencyEnded) -> None:
    project = projects.project_of_residency(event.subject_id)
    if project is not None:
        settle_project(work, project)
