"""The people to sign in as, and what to try with each."""

from __future__ import annotations

from dataclasses import dataclass

from portal.kernel.text import Sentence, lazy

HOST = "demo.example"


@dataclass(frozen=True, slots=True)
class Player:
    """Somebody of the demonstration. ``account`` is what stands before the @."""

    account: str
    name: str
    role: Sentence
    try_this: Sentence
    start: str = "/home"

    @property
    def email(self) -> str:
        return f"{self.account}@{HOST}"


PLAYERS = (
    Player(
        "owner",
        "Ali de Haan",
        lazy("challenge owner at the Ministry of the Interior"),
        lazy("Finish the draft about a street with many problems and send it for review."),
        "/our-challenges",
    ),
    Player(
        "editor",
        "Ingrid Postma",
        lazy("editor at the same ministry: the second pair of eyes"),
        lazy("Read the challenge that waits for review, and publish it or send it back."),
    ),
    Player(
        "chair",
        "Lynn van Rijn",
        lazy("chair of the jury on urgent housing"),
        lazy("Look at the ranking, see who still has to score, and try to decide."),
        "/jury",
    ),
    Player(
        "juror1",
        "Sil Wright",
        lazy("juror, has handed in everything"),
        lazy("Compare your scores with those of the others."),
        "/jury",
    ),
    Player(
        "juror2",
        "Fatma Yilmaz",
        lazy("juror, half-way"),
        lazy("Score the next submission; the others' scores stay hidden until yours are in."),
        "/jury",
    ),
    Player(
        "juror3",
        "Bram Kuiper",
        lazy("juror, has just begun"),
        lazy("Declare for each submission whether you have an interest in it."),
        "/jury",
    ),
    Player(
        "juror4",
        "Noor Dekker",
        lazy("juror with a declared conflict"),
        lazy("See that the submission of Warmtewijzer stays closed to you."),
        "/jury",
    ),
    Player(
        "programme",
        "Pleun Galenzone",
        lazy("programme manager"),
        lazy("Find a mentor for the residency that has none, and look at the board."),
        "/residencies",
    ),
    Player(
        "mentor",
        "Faas Jacobi",
        lazy("mentor of Warmtewijzer"),
        lazy("Write in the journal, and open a door."),
        "/residencies",
    ),
    Player(
        "leader",
        "Loek Boetet",
        lazy("project leader: puts a team together"),
        lazy("Swipe the next professionals; the team still lacks two people."),
        "/teams",
    ),
    Player(
        "professional",
        "Esther de Gruijl",
        lazy("civil servant who would like to join a team"),
        lazy("Answer the projects that ask for you, and complete your profile."),
        "/opportunities",
    ),
    Player(
        "startup-a",
        "Mia de Grunt",
        lazy("founder of Warmtewijzer"),
        lazy("Change what you sent for the challenge about natural gas, and send it again."),
        "/submissions",
    ),
    Player(
        "startup-b",
        "Casper Berends",
        lazy("founder of Sleutelplan, a rival of Warmtewijzer"),
        lazy("See that you cannot see whether Warmtewijzer applies."),
        "/submissions",
    ),
    Player(
        "admin",
        "Rosa Admiraal",
        lazy("administrator"),
        lazy("Confirm a startup's KvK number, and read the audit log."),
    ),
)
