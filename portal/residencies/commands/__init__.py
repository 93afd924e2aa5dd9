"""One verb a function, cut by subject."""

from __future__ import annotations

from portal.residencies.commands.course import (
    end,
    evaluate,
    pause,
    resume,
    start,
    stop_early,
)
from portal.residencies.commands.mentoring import (
    accept_mentoring,
    begin_mentoring,
    decline_mentoring,
    end_mentoring,
    propose_mentor,
    remind,
    save_card,
)
from portal.residencies.commands.people import (
    appoint_leader,
    appoint_programme_manager,
    invite_leader,
    take_the_lead,
)
from portal.residencies.commands.work import (
    add_milestone,
    ask_door,
    change_milestone,
    close_door,
    open_door,
    plan_door,
    reach_milestone,
    set_light,
    write_journal,
)

__all__ = [
    "accept_mentoring",
    "add_milestone",
    "appoint_leader",
    "appoint_programme_manager",
    "ask_door",
    "begin_mentoring",
    "change_milestone",
    "close_door",
    "decline_mentoring",
    "end",
    "end_mentoring",
    "evaluate",
    "invite_leader",
    "open_door",
    "pause",
    "plan_door",
    "propose_mentor",
    "reach_milestone",
    "remind",
    "resume",
    "save_card",
    "set_light",
    "start",
    "stop_early",
    "take_the_lead",
    "write_journal",
]
