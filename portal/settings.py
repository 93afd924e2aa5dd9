"""Every setting of the portal: one typed class, read from ``PORTAL_*``, that refuses nonsense.

The table of settings in the README is made from the descriptions here.
"""

from __future__ import annotations

from email.utils import parseaddr
from ipaddress import ip_network
from pathlib import Path
from typing import Self
from urllib.parse import urlsplit

from pydantic import Field, SecretStr, ValidationError, field_validator, model_validator
from pydantic_settings import BaseSettings, SettingsConfigDict
from sqlalchemy import make_url
from sqlalchemy.exc import ArgumentError

ROOT = Path(__file__).resolve().parent.parent
SHORTEST_SECRET = 32


class BadSettings(Exception):
    """One sentence that names the setting, for the person who starts the portal."""


class Settings(BaseSettings):
    """Read once, when the app is made. Unknown ``PORTAL_*`` names are left alone."""

    model_config = SettingsConfigDict(env_prefix="PORTAL_", extra="ignore", frozen=True)

    secret_key: SecretStr = Field(description="Signs the cookie; at least 32 characters.")
    database_url: str = Field(description="PostgreSQL 18 or newer, as the role of web and worker.")
    owner_database_url: str = Field(
        default="", description="The same database as the role that migrates; default the same."
    )
    instance: Path = Field(default=ROOT / "instance", description="Where files and mail live.")
    base_url: str = Field(
        default="http://127.0.0.1:8000", description="The address that letters link to."
    )
    demonstration: bool = Field(
        default=False, description="Shows /demo, the made-up people and their mail."
    )
    demo_password: SecretStr = Field(
        default=SecretStr(""), description="The password of the made-up people."
    )
    smtp_host: str = Field(default="", description="Without it letters go to instance/mail.")
    smtp_port: int = Field(default=25, ge=1, le=65535, description="The port of the SMTP server.")
    smtp_user: str = Field(default="", description="The user at the SMTP server.")
    smtp_password: SecretStr = Field(default=SecretStr(""), description="Their password.")
    smtp_tls: bool = Field(default=False, description="Start TLS before anything is said.")
    smtp_timeout: float = Field(default=20, gt=0, description="Seconds before SMTP is given up.")
    mail_sender: str = Field(
        default="Veldwerk <noreply@veldwerk.example>", description="Who letters come from."
    )
    contact: str = Field(
        default="", description="The e-mail address for questions, privacy and weak spots."
    )
    source_url: str = Field(default="", description="Where the source code is: in the footer.")
    trusted_proxies: str = Field(
        default="", description="Networks, comma-separated, whose X-Forwarded-For counts."
    )
    database_pool: int = Field(
        default=5, ge=1, le=100, description="Connections that one process keeps open."
    )
    argon2_time_cost: int = Field(default=3, ge=1, description="Rounds of argon2id.")
    argon2_memory_kib: int = Field(default=65536, ge=8, description="Memory of argon2id in KiB.")
    page_cache: bool = Field(default=True, description="Keeps finished public pages in memory.")
    metrics_token: SecretStr = Field(
        default=SecretStr(""), description="Opens /metrics to other hosts than this one."
    )

    @field_validator("secret_key")
    @classmethod
    def _long_enough(cls, value: SecretStr) -> SecretStr:
        if len(value.get_secret_value()) < SHORTEST_SECRET:
            raise ValueError(f"must have at least {SHORTEST_SECRET} characters")
        return value

    @field_validator("database_url", "owner_database_url")
    @classmethod
    def _postgres_through_psycopg(cls, value: str) -> str:
        kind, _, rest = value.partition("://")
        if not value:
            return value
        url = f"postgresql+psycopg://{rest}"
        try:
            make_url(url)
        except (ArgumentError, ValueError):  # their own words may repeat the password
            kind = ""
        if kind not in {"postgresql", "postgres", "postgresql+psycopg"}:
            raise ValueError("must be a postgresql:// address")
        return url

    @field_validator("base_url")
    @classmethod
    def _bare_origin(cls, value: str) -> str:
        return _web_address(value).rstrip("/")

    @field_validator("source_url")
    @classmethod
    def _web_address_or_none(cls, value: str) -> str:
        return value and _web_address(value)

    @field_validator("mail_sender", "contact")
    @classmethod
    def _address_of_a_mailbox(cls, value: str) -> str:
        local, _, domain = parseaddr(value)[1].rpartition("@")
        if value and not (local and domain):
            raise ValueError("must hold an e-mail address")
        return value

    @field_validator("trusted_proxies")
    @classmethod
    def _networks(cls, value: str) -> str:
        for network in filter(None, (part.strip() for part in value.split(","))):
            ip_network(network)
        return value

    @model_validator(mode="after")
    def _one_database_unless_told(self) -> Self:
        if not self.owner_database_url:
            object.__setattr__(self, "owner_database_url", self.database_url)
        return self

    @property
    def proxies(self) -> tuple[str, ...]:
        return tuple(part.strip() for part in self.trusted_proxies.split(",") if part.strip())


def _web_address(value: str) -> str:
    parts = urlsplit(value)
    if parts.scheme not in {"http", "https"} or not parts.hostname:
        raise ValueError("must be an http:// or https:// address")
    return value


def read_settings(**given: object) -> Settings:
    """The settings of this process; ``given`` wins over the environment.

    Raises BadSettings with one sentence that names every setting that is missing or wrong.
    """
    try:
        return Settings(**given)  # type: ignore[arg-type]
    except ValidationError as wrong:
        faults = "; ".join(
            f"PORTAL_{'_'.join(map(str, fault['loc'])).upper()}: "
            f"{fault['msg'].removeprefix('Value error, ')}"
            for fault in wrong.errors()
        )
        raise BadSettings(f"The settings are not right. {faults}.") from None
