"""The few ways in which the portal says no. One handler turns each into a page."""

from __future__ import annotations


class PortalError(Exception):
    """A refusal with a sentence that may be shown to the person who asked."""

    status = 400

    def __init__(self, message: str = "") -> None:
        super().__init__(message)
        self.message = message


class Missing(PortalError):
    """There is no such thing, or it may not be known that there is."""

    status = 404


class NotAllowed(PortalError):
    """A policy said no."""

    status = 403


class IllegalMove(PortalError):
    """The thing is in a state from which this cannot be done (any more)."""

    status = 409

    def __init__(self, move: str, state: str, message: str = "") -> None:
        super().__init__(message)
        self.move = move
        self.state = state

    def __str__(self) -> str:
        return f"{self.move} is not possible from {self.state}"


class Overtaken(PortalError):
    """Somebody else was first; what was typed is shown again with this sentence."""

    status = 409


class RuleBroken(PortalError):
    """The input is well-formed but breaks a rule; shown beside the field it is about."""

    status = 422

    def __init__(self, message: str, *, field: str | None = None) -> None:
        super().__init__(message)
        self.field = field


class TooMany(PortalError):
    """A limit on how often this may be tried was reached. ``wait``: seconds until the next."""

    status = 429

    def __init__(self, message: str, *, wait: int) -> None:
        super().__init__(message)
        self.wait = wait


class Gone(PortalError):
    """It was there once: a link that was used or has ended."""

    status = 410


class UnguardedWrite(RuntimeError):
    """A programming error: a write outside a unit of work, a command, or its own domain."""
