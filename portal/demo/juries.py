"""How the juries of the demonstration judged: boxes opened, conflicts, scores, decisions."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import timedelta
from typing import Any
from uuid import UUID

from portal.challenges import queries as challenges
from portal.demo.content import COURSES, Course, read
from portal.demo.people import Cast
from portal.demo.stage import Stage
from portal.demo.submissions import LEVELS
from portal.jury import commands, queries
from portal.jury.model import ConflictKind, Outcome
from portal.jury.verdict import Choice
from portal.kernel.policy import Actor
from portal.kernel.work import Work
from portal.submissions import queries as submissions

WHOLE_JURY = ("chair", "juror1", "juror2", "juror3", "juror4")
SMALL_JURY = ("chair", "juror1", "juror2")
HALF_WAY = {"chair": 12, "juror1": 12, "juror2": 6, "juror3": 0, "juror4": 7}
"""How many scores each juror of the running jury has handed in."""
DECLARED_ONLY = {"juror3": 4}
LOWEST, HIGHEST = 1, 5


def tell(stage: Stage, cast: Cast, slugs: Mapping[str, str], told: Mapping[str, LEVELS]) -> None:
    for entry in read("demo/challenges"):
        course = COURSES[entry["phase"]]
        if course.opened is not None:
            story = _Jury(stage, cast, slugs[entry["slug"]], entry["phase"], course)
            story.play(told[entry["slug"]], cast.owners[cast.organisations[entry["organisation"]]])
        elif entry["phase"] in {"closed", "open"}:
            owner = cast.owners[cast.organisations[entry["organisation"]]]
            _Jury(stage, cast, slugs[entry["slug"]], entry["phase"], course).compose(owner)


class _Jury:
    """One jury, from its first seat to its release."""

    def __init__(self, stage: Stage, cast: Cast, slug: str, phase: str, course: Course) -> None:
        self.stage, self.cast, self.slug, self.course = stage, cast, slug, course
        self.running = phase == "judging"
        self.without_award = phase == "no_award"
        self.jurors = WHOLE_JURY if self.running else SMALL_JURY

    def sitting(self) -> Any:
        return queries.sitting(self.slug, scores=True)

    def play(self, levels: LEVELS, owner: UUID) -> None:
        assert self.course.opened is not None  # noqa: S101 - told apart by the caller
        self.compose(owner)
        for who, hour in ((self.cast.players["chair"], 9), (owner, 11)):
            moment = self.stage.moment(self.course.opened, hour)
            self.stage.act(who, moment, commands.turn_key, self.sitting)
        for juror in self.jurors:
            self._judge(juror, levels)
        if self.course.decided is not None:
            self._decide(self.course.decided)
        if self.course.released is not None:
            self._release(self.course.released)

    def compose(self, owner: UUID) -> None:
        assert self.course.published is not None  # noqa: S101 - only published ones have a jury
        asked = self.stage.moment(self.course.published + 3)
        due = self.stage.moment(self.course.deadline + 20, 17)
        self.stage.act(
            owner,
            asked,
            commands.compose_panel,
            lambda: challenges.challenge(self.slug),
            quorum=len(self.jurors) - 1,
            hand_in_by=due,
        )
        for juror in self.jurors:
            email = self.cast.emails[juror]
            chairs = juror == "chair"
            self.stage.act(
                owner, asked, commands.invite_juror, self.sitting, email=email, is_chair=chairs
            )
            who = self.cast.players[juror]
            self.stage.act(who, asked + timedelta(days=1), commands.accept_seat, self.sitting)

    def _judge(self, juror: str, levels: LEVELS) -> None:
        who = self.cast.players[juror]
        actor = Actor(id=who)
        moment = self.stage.moment((self.course.opened or 0) + 1)
        own = [each for each in levels if not self._tied(juror, each)]
        count = HALF_WAY[juror] if self.running else len(own)
        declared = max(count, DECLARED_ONLY.get(juror, count)) if self.running else len(own)
        for tied in set(levels) - set(own):
            self._step_back(who, actor, moment, tied)
        self._declare(who, moment, own[:declared] if juror == "juror3" else own)
        for number, submission_id in enumerate(own[:count]):
            handed = min(moment + timedelta(days=1 + number // 3), self.stage.now)
            self._score(
                who, handed, submission_id, self._marks(juror, levels[submission_id], number)
            )

    def _tied(self, juror: str, submission_id: UUID) -> bool:
        """The fourth juror once worked for the first startup, and says so."""
        if juror != "juror4":
            return False
        startup, _founder = self.cast.startups["a"]
        return submissions.submission(submission_id).organisation_id == startup

    def _step_back(self, who: UUID, actor: Actor, moment: Any, submission_id: UUID) -> None:
        self.stage.act(
            who,
            moment,
            commands.declare_conflict,
            lambda: queries.review_of(actor, self.slug, submission_id),
            kind=ConflictKind.EMPLOYMENT,
            note="Ik werkte tot vorig jaar bij Warmtewijzer.",
        )

    def _declare(self, who: UUID, moment: Any, free: list[UUID]) -> None:
        seat_id = self.sitting().accepted_seat_of(who).id

        def declare(work: Work) -> None:
            sitting = self.sitting()
            mine = sitting.reviews_of(sitting.accepted_seat_of(who))
            reviews = [review for review in mine if review.submission_id in free]
            commands.declare_no_conflict(work, queries.seat(seat_id), reviews=reviews)

        self.stage.act(who, moment, declare)

    def _marks(self, juror: str, level: int, number: int) -> list[int]:
        """Around what the story thinks of it, a little different for each juror and criterion."""
        lean = sum(map(ord, juror)) + number * 7
        return [
            min(HIGHEST, max(LOWEST, level + (-1, 0, 0, 1)[(lean + place * 3) % 4]))
            for place in range(len(read("demo/criteria")))
        ]

    def _score(self, who: UUID, moment: Any, submission_id: UUID, marks: list[int]) -> None:
        actor = Actor(id=who)
        words = read("demo/submissions")["reasons"]
        criteria = challenges.challenge(self.slug).criteria

        def review() -> Any:
            return queries.review_of(actor, self.slug, submission_id)

        given = {
            criterion.id: (mark, words[str(mark)][(mark + place) % 2])
            for place, (criterion, mark) in enumerate(zip(criteria, marks, strict=True))
        }
        self.stage.act(who, moment, commands.save_scores, review, marks=given)
        self.stage.act(who, moment, commands.hand_in, review)

    def _decide(self, days: int) -> None:
        sitting = self.sitting()
        ranked = [standing.entry for standing in sitting.ranking.standings]
        reasons = dict.fromkeys(
            ranked, "De jury waardeert het plan; een andere inzending paste beter bij de vraag."
        )
        if self.without_award:
            choice = Choice(
                outcome=Outcome.NO_AWARD,
                reasons=reasons,
                reason="Geen van de inzendingen laat zien hoe er ritten verdwijnen.",
            )
        else:
            reasons[ranked[0]] = (
                "Het team liet zien dat het eerder werkte, en rekende voor wat het hier kan doen."
            )
            choice = Choice(
                outcome=Outcome.AWARD,
                shortlisted_id=ranked[0],
                reserve_ids=ranked[1:2],
                reasons=reasons,
                reason=reasons[ranked[0]],
                tie_reason="Bij gelijke stand gaf het team de doorslag.",
            )
        self._by_chair(days, commands.record_decision, choice=choice)

    def _release(self, days: int) -> None:
        more = {} if self.without_award else {"offer_expires_at": self.stage.moment(days + 14, 17)}
        self._by_chair(days, commands.release, **more)

    def _by_chair(self, days: int, verb: Callable[..., Any], **more: Any) -> None:
        chair = self.cast.players["chair"]
        self.stage.act(chair, self.stage.moment(days, 15), verb, self.sitting, **more)
