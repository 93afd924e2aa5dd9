"""The database as every domain sees it: one typed base class, one session, one guard.

Flask-SQLAlchemy only hands out engines and the request's session. The models are plain
SQLAlchemy, so that a type checker reads them whole and the extension can be replaced.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from enum import StrEnum
from typing import Any, ClassVar
from uuid import UUID

import sqlalchemy as sa
from flask_sqlalchemy import SQLAlchemy
from sqlalchemy import event
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import DeclarativeBase, Mapped, MappedAsDataclass, Mapper, mapped_column

from portal.kernel.errors import IllegalMove
from portal.kernel.ids import new_id
from portal.kernel.states import Machine


class UtcDateTime(sa.TypeDecorator[datetime]):
    """Refuses a datetime without a zone, and gives every one back in UTC."""

    impl = sa.DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: sa.Dialect) -> datetime | None:
        if value is not None and value.tzinfo is None:
            raise ValueError("a datetime without a time zone")
        return value and value.astimezone(UTC)

    def process_result_value(self, value: datetime | None, dialect: sa.Dialect) -> datetime | None:
        return value and value.astimezone(UTC)

    def coerce_compared_value(self, _op: Any, value: Any) -> sa.types.TypeEngine[Any]:
        """A gap of time added to a moment stays a gap, and is not bound as a moment."""
        return sa.Interval() if isinstance(value, timedelta) else self


class Model(MappedAsDataclass, DeclarativeBase, kw_only=True, repr=False, eq=False):
    """The base of every model: typed constructor, UUID, named constraints.

    ``repr`` shows the id alone: what is logged by accident holds no personal data.
    """

    metadata = sa.MetaData(
        naming_convention={
            "ix": "ix_%(table_name)s_%(column_0_N_name)s",
            "uq": "uq_%(table_name)s_%(column_0_N_name)s",
            "ck": "ck_%(table_name)s_%(constraint_name)s",
            "fk": "fk_%(table_name)s_%(column_0_N_name)s",
            "pk": "pk_%(table_name)s",
        }
    )
    type_annotation_map: ClassVar[dict[Any, Any]] = {
        datetime: UtcDateTime,
        str: sa.Text,
        dict[str, Any]: JSONB,
        list[str]: JSONB,
        list[Any]: JSONB,
        StrEnum: sa.Enum(
            StrEnum,
            native_enum=False,
            create_constraint=True,
            length=32,
            values_callable=lambda members: [member.value for member in members],
        ),
    }

    id: Mapped[UUID] = mapped_column(primary_key=True, default_factory=new_id, init=False)

    def __repr__(self) -> str:
        return f"<{type(self).__name__} {self.id}>"


class Stateful(MappedAsDataclass, kw_only=True, repr=False, eq=False):
    """A model whose states move only as its machines say, whoever sets them."""

    machines: ClassVar[tuple[Machine[Any], ...]]

    @classmethod
    def machine_of(cls, move: str) -> Machine[Any]:
        for machine in cls.machines:
            if machine.knows(move):
                return machine
        raise LookupError(f"{cls.__name__} has no move {move}")

    def can(self, move: str) -> bool:
        """Whether the move starts from the present state; says nothing of who may make it."""
        machine = self.machine_of(move)
        return getattr(self, machine.axis) in machine.sources(move)

    def move(self, name: str) -> None:
        machine = self.machine_of(name)
        setattr(self, machine.axis, machine.target(name, getattr(self, machine.axis)))


@event.listens_for(Mapper, "mapper_configured")
def _guard_states(_mapper: Mapper[Any], model: type[Any]) -> None:
    if not issubclass(model, Stateful):
        return
    for machine in model.machines:
        event.listen(getattr(model, machine.axis), "set", _only_declared_moves(machine))


def _only_declared_moves(machine: Machine[Any]) -> Any:
    def guard(_thing: object, new: StrEnum, old: Any, _initiator: object) -> None:
        source = old if isinstance(old, StrEnum) else machine.start
        if new != source and not machine.joins(source, new):
            raise IllegalMove(f"to {new}", source)

    return guard


db = SQLAlchemy(
    metadata=Model.metadata,
    session_options={"expire_on_commit": False},
    engine_options={"pool_pre_ping": False},
)


def plain(statement: sa.Executable, values: dict[str, Any] | None = None) -> sa.CursorResult[Any]:
    """Rows for a page that makes no entities of them, past what the ORM does with each."""
    return db.session.connection().execute(statement, values)
