"""What is asked once, before something happens: a reason, a moment, a remark."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime, time
from typing import Any

from portal.challenges.forms.fields import Choice, Clock, Day
from portal.kernel.forms import Form, Line, Lines, Required
from portal.kernel.text import _, from_local, lazy

NINE = time(9, 0)
NOON = time(12, 0)


class StartForm(Form):
    organisation = Choice(lazy("For which organisation?"), [Required()])
    title = Line(
        lazy("Title"),
        [Required(lazy("Give the challenge a title."))],
        longest=120,
        description=lazy("Short and plain. You can still change it."),
    )


class ReasonForm(Form):
    reason = Lines(
        lazy("Why?"),
        [Required(lazy("Give a reason: anybody may read why."))],
        longest=1000,
        description=lazy("In one or two sentences. Anybody can read it."),
    )


class MoveDeadlineForm(ReasonForm):
    deadline = Day(lazy("New deadline"), [Required(lazy("Choose the new day."))])
    deadline_time = Clock(lazy("At what time?"), description=lazy("Dutch time."))

    @property
    def moment(self) -> datetime:
        clock, day = self.deadline_time.data or NOON, self.deadline.data
        if day is None:
            raise ValueError("asked of a form that was not filled in well")
        return from_local(day, clock.hour, clock.minute)


class ApproveForm(Form):
    publish_at = Day(lazy("Publish on"), description=lazy("Leave it empty to publish at once."))
    publish_time = Clock(lazy("At what time?"), description=lazy("Dutch time."))
    approval = Lines(lazy("Something to say to whoever wrote it?"), longest=2000)

    def validate(self, extra_validators: Mapping[str, Sequence[Any]] | None = None) -> bool:
        well = super().validate(extra_validators)
        if self.publish_time.data and not self.publish_at.data and not self.publish_at.errors:
            self.publish_at.errors = [_("Choose a day too.")]
            return False
        return well

    @property
    def moment(self) -> datetime | None:
        """When it is to be public; none for at once."""
        if self.publish_at.data is None:
            return None
        clock = self.publish_time.data or NINE
        return from_local(self.publish_at.data, clock.hour, clock.minute)


class RemarkForm(Form):
    remark = Lines(
        lazy("What must be better?"),
        [Required(lazy("Say what must be better."))],
        longest=5000,
        markdown=True,
    )
