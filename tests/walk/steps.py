"""The whole job, step by step, as the people of a walk do it.

Where a step needs to know which challenge it is about, it takes its ``slug``.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import timedelta

from playwright.sync_api import FilePayload

from tests.walk.people import PASSWORD, Somebody, Town
from tests.world import NOW

QUESTION = {
    "The question in short": "Hoe vinden mensen snel een betaalbaar huis?",
    "The problem": "Wie **snel** een woning zoekt, staat achteraan.",
    "Why it matters": "Een paar maanden zonder plek heeft lange gevolgen.",
    "Who is affected": "Mensen die scheiden, studenten, nieuwe werknemers.",
}
RESULT = {
    "What is a good outcome?": "- Een werkende koppeling\n- Dertig geholpen spoedzoekers",
    "What cannot change": "Alleen bestaande gebouwen.",
    "What the startup gets": "Een begeleider en een plek bij het ministerie.",
}
ANCHORS = {
    "1, not at all": "niets",
    "2, a little": "weinig",
    "3, enough": "genoeg",
    "4, well": "veel",
    "5, very well": "heel veel",
}
DATES = {
    "Questions can be asked until": 10,
    "All questions are answered by": 14,
    "Deadline for sending in": 21,
    "Day of the pitches": 30,
    "The jury has decided by": 40,
    "The residency starts on": 70,
}
REASON = "Het team liet zien dat het kan."
SKILL = "policy-analysis"
TITLE = "Spoedzoekers op de woningmarkt"
A_FILE: FilePayload = {
    "name": "plan.pdf",
    "mimeType": "application/pdf",
    "buffer": b"%PDF-1.7\n1 0 obj\n<<>>\nendobj\ntrailer\n<<>>\nstartxref\n9\n%%EOF\n",
}


def day(days: int) -> str:
    """A day after the first one of the test, as a date field takes it."""
    return (NOW + timedelta(days=days)).date().isoformat()


def write_challenge(owner: Somebody) -> None:
    owner.go("/our-challenges")
    owner.follow("Write a new challenge")
    owner.write(TITLE, "Title")
    owner.press("Begin")
    for label, text in QUESTION.items():
        owner.write(text, label)
    owner.press("Save and continue")
    for label, text in RESULT.items():
        owner.write(text, label)
    owner.page.get_by_label("wonen", exact=True).check()
    owner.press("Save and continue")
    write_criteria(owner, {"Effect voor mensen": 60, "Haalbaarheid": 40})
    for label, days in DATES.items():
        owner.write(day(days), label)
    owner.write("25.000", "Budget for the startup, in euros")
    owner.write("Den Haag", "Where")
    owner.press("Save and continue")
    owner.follow("To the overview")
    owner.press("Ask for a review")


def write_criteria(owner: Somebody, criteria: dict[str, int]) -> None:
    for number, (name, weight) in enumerate(criteria.items(), start=1):
        with owner.within("Criterion %(number)s", number=number):
            owner.write(name, "Name")
            owner.write(str(weight), "Weight in percent")
            owner.write("Wat merken mensen ervan?", "The question to the jury")
            for label, meaning in ANCHORS.items():
                owner.write(meaning, label)
    owner.press("Save and continue")


def publish(town: Town, editor: Somebody) -> None:
    editor.open(town.link_in(editor))
    editor.sees("Wie snel een woning zoekt")
    editor.press("Approve and publish")


def sign_up(town: Town, founder: Somebody, startup: str, kvk: str) -> None:
    founder.go("/account/sign-in")
    founder.follow("Make an account")
    founder.write(founder.email, "E-mail address")
    founder.press("Send me the letter")
    founder.open(town.link_in(founder, "Confirm your e-mail address"))
    founder.write(founder.name, "Your name")
    founder.write(PASSWORD, "Password")
    founder.press("Make my account")
    founder.go("/account/startup")
    founder.write(startup, "Name of the startup")
    founder.write(kvk, "KvK number")
    founder.press("Register")


def apply(founder: Somebody, slug: str, name: str) -> None:
    founder.go(f"/challenges/{slug}")
    founder.follow("Take part")
    founder.press("Start your submission")
    founder.write(name, "Name of your solution")
    founder.write("Wij vinden leegstaande kamers, en wie ze zoekt.", "Summary")
    go_on(founder, "Your approach")
    founder.write("Eerst **drie** gemeenten, dan de rest.", "What will you do, and in which order?")
    go_on(founder, "Your team")
    founder.write(founder.name, "Name")
    founder.write("oprichter", "Role in your team")
    go_on(founder, "Why you")
    founder.write("Wij deden dit al in Zwolle.", "Why are you the right startup for this?")
    go_on(founder, "Files")
    founder.page.set_input_files("input[type=file]", A_FILE)
    founder.press("Add")
    founder.sees("plan.pdf")
    founder.press("Check your submission")
    founder.press("Send your submission")
    founder.reads("Your submission is received")
    founder.sees("plan.pdf")


def go_on(founder: Somebody, step: str) -> None:
    founder.press("On to: %(step)s", step=founder.words(step))
    assert founder.heading == founder.words(step)


def compose_jury(owner: Somebody, slug: str, members: Sequence[Somebody]) -> None:
    """The first of the members chairs."""
    owner.go(f"/jury/{slug}/composition")
    owner.write("2", "How many scores does each submission need?")
    owner.write(day(35), "Until when can jurors hand in?")
    owner.press("Save and invite jurors")
    for number, member in enumerate(members):
        owner.write(member.email, "E-mail address")
        if number == 0:
            owner.tick("This person chairs the jury")
        owner.press("Send the invitation")


def take_seat(town: Town, member: Somebody) -> None:
    member.open(town.link_in(member))
    member.press("Take the seat")


def turn_key(member: Somebody, slug: str) -> None:
    member.go(f"/jury/{slug}/box")
    member.press("Turn my key")


def judge(juror: Somebody, slug: str, scores: Mapping[str, int]) -> None:
    """Declare, and then score every submission; ``scores`` by the name of the startup."""
    juror.go(f"/jury/{slug}/conflicts")
    for startup in scores:
        group = juror.page.get_by_role("group").filter(has_text=startup)
        group.get_by_label(juror.words("No conflict"), exact=True).check()
    juror.press("Declare and go on")
    for startup, score in scores.items():
        juror.go(f"/jury/{slug}")
        score_one(juror, startup, score)


def score_one(juror: Somebody, startup: str, score: int) -> None:
    juror.page.get_by_role("row").filter(has_text=startup).get_by_role("link").click()
    for group in juror.page.locator("fieldset.portal-criterion").all():
        group.locator("label").filter(has=group.page.get_by_role("radio")).nth(score - 1).click()
        group.get_by_role("textbox").fill("Dit laat het plan zien.")
    juror.press("Check and hand in")
    juror.press("Hand in")


def decide(chair: Somebody, slug: str, winner: str, reserve: str = "") -> None:
    """``winner`` and ``reserve`` are names of solutions."""
    chair.go(f"/jury/{slug}/ranking")
    chair.follow("Write the decision")
    chair.page.get_by_label(winner).first.check()
    if reserve:
        chair.field("Reserve %(place)s", place=1).select_option(label=reserve)
    for box in chair.page.get_by_label(re.compile(r"\d: ")).all():
        box.fill(REASON)
    chair.press("Check the decision")
    chair.press("Record the decision")


def release(chair: Somebody, slug: str) -> None:
    chair.go(f"/jury/{slug}/release")
    chair.write(day(50), "Until when can the winner answer the offer?")
    chair.press("Release all letters")
    chair.reads("Everybody has heard the decision")


def accept_offer(town: Town, founder: Somebody) -> None:
    founder.open(town.link_in(founder))
    founder.press("Accept the offer")
    founder.reads("You accepted the residency")


def appoint(manager: Somebody, startup: str, leader: Somebody, mentor: Somebody) -> str:
    """The programme manager names the leader of the team, and asks a mentor.

    Gives the address of the residency.
    """
    manager.go("/residencies")
    manager.page.locator("main").get_by_role("link", name=startup, exact=True).click()
    residency = manager.page.url.partition("#")[0]
    manager.go(f"{residency}/leader")
    manager.field("A colleague who uses Veldwerk").select_option(label=leader.name)
    manager.press("Appoint")
    manager.go(f"{residency}/mentor")
    manager.page.get_by_label(mentor.name).check()
    manager.write("U kent de corporaties.", "Your question to them")
    manager.press("Ask this mentor")
    return residency


def take_on(town: Town, mentor: Somebody) -> None:
    mentor.open(town.link_in(mentor))
    mentor.tick("Yes, I will mentor")
    mentor.write("Graag. Ik weet wie er opneemt.", "A word with it")
    mentor.press("Send your answer")


def live_through(residency: str, founder: Somebody, mentor: Somebody) -> None:
    """The startup writes and asks for a door; the mentor opens it and adds a milestone."""
    founder.go(f"{residency}/journal/new")
    founder.write("Corporaties willen wel", "What happened, or what did you learn?")
    founder.write("We spraken er *drie*.", "The story")
    founder.press("Put it in the journal")
    founder.go(f"{residency}/doors/new")
    founder.write("De wethouder van Zwolle", "Whom do you want to meet?")
    founder.write("Een proef met vijftig kamers.", "What for?")
    founder.press("Ask for this door")
    mentor.go(residency)
    mentor.page.get_by_role("link", name="De wethouder van Zwolle").click()
    mentor.tick("The door is open")
    mentor.write("Zwolle doet mee.", "What came of it?")
    mentor.press("Save")
    mentor.sees("Zwolle doet mee.")
    mentor.go(f"{residency}/milestones/new")
    mentor.write("Vijftig kamers gevonden", "What will be reached?")
    mentor.write(day(100), "On which day at the latest?")
    mentor.press("Add the milestone")
    mentor.sees("Vijftig kamers gevonden")
    mentor.sees("Corporaties willen wel")


def make_profile(somebody: Somebody, employer: str) -> None:
    somebody.go("/profile")
    somebody.follow("Make a profile")
    somebody.write("onderzoeker", "What are you, in a few words?")
    somebody.tick("For the government, employed")
    somebody.field("For which organisation?").select_option(label=employer)
    somebody.write(
        "Ik praat graag met bewoners.", "What would you like to do, and what did you do before?"
    )
    somebody.press("Save")
    group = somebody.page.locator("details").filter(has=somebody.page.locator(f"[value={SKILL}]"))
    group.locator("summary").click()
    group.locator(f"[value={SKILL}]").check()
    somebody.press("Save")
    somebody.page.locator("input[type=number]").first.fill("3")
    somebody.press("Make it 100 for me and save")
    somebody.write("16", "How many hours a week can you give?")
    somebody.press("Save")


def draft_team(leader: Somebody) -> str:
    """Gives the address of its deck."""
    leader.go("/teams")
    leader.follow("Start a team")
    leader.write("Kamers vinden", "What is the team called?")
    leader.write("Vijftig lege kamers vinden en vullen.", "What will the team do?")
    leader.field("Skill %(number)s", number=1).select_option(SKILL)
    leader.write(day(71), "From which day?")
    leader.write("12", "For how many weeks?")
    leader.write("8", "How many hours a week for each member?")
    leader.write("3", "How many people?")
    leader.press("Save as a draft")
    leader.press("Open the project")
    return leader.page.url


def swipe_yes(somebody: Somebody, path: str) -> None:
    """Say yes to the first card, and wait until it is kept."""
    somebody.go(path)
    with somebody.page.expect_response(lambda answer: answer.url.endswith("/answer")):
        somebody.press("Yes")


def read_outcome(visitor: Somebody, slug: str, *texts: str) -> None:
    visitor.go(f"/challenges/{slug}")
    for text in texts:
        visitor.sees(text)
