"""The settings: a TOML file, environment variables above it (`NACRE_WEB__PORT`), secrets from files if wished.

`load` checks everything and reports every mistake at once. `config.example.toml` explains each setting; the
descriptions here are what a mistake is told to be instead.
"""

import os
import tomllib
from collections.abc import Callable
from functools import cache, cached_property
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    SecretStr,
    ValidationError,
    field_validator,
    model_validator,
)
from pydantic_core import PydanticCustomError
from pydantic_settings import BaseSettings, PydanticBaseSettingsSource, SettingsConfigDict

from bot.domain.events import Audience
from bot.domain.kinds import Kind, Kinds
from bot.domain.retention import Retention
from bot.mistakes import CONFIG_VARIABLE, NESTED, PREFIX, BadSettings, Mistake, of_environment, of_validation

DEFAULT_FILE = Path("config.toml")
DISCORD = "https://discord.com/api/v10"
_SECRETS = ("token", "database_url")  # each can be in a file that `<name>_file` names
_TWICE = object()

_lower = BeforeValidator(lambda value: value.strip().lower() if isinstance(value, str) else value)


def _readable(path: Path) -> Path:
    try:
        empty = not path.read_text(encoding="utf-8").strip()
    except (OSError, UnicodeDecodeError):
        raise PydanticCustomError("nacre.a_path_that_cannot_be_read", "a text file that Nacre may read") from None
    if empty:
        raise PydanticCustomError("nacre.an_empty_file", "a text file with the secret in it")
    return path


SecretFile = Annotated[Path, AfterValidator(_readable)]


class _Table(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Log(_Table):
    level: Annotated[Literal["debug", "info", "warning", "error"], _lower] = Field(
        default="info", description='one of "debug", "info", "warning", "error"'
    )
    format: Annotated[Literal["auto", "json", "console"], _lower] = Field(
        default="auto", description='one of "auto", "json", "console"'
    )


class WebServer(_Table):
    enabled: bool = Field(default=True, description="true or false")
    host: str = Field(default="127.0.0.1", min_length=1, description='an address to listen on, such as "127.0.0.1"')
    port: int = Field(default=8080, ge=0, le=65535, description="a whole number from 0 (any free port) to 65535")
    public_url: Annotated[str, AfterValidator(lambda url: url.rstrip("/"))] | None = Field(
        default=None,
        pattern=r"^https://[^\s/?#]+(/[^\s?#]*)?$",
        max_length=200,
        description='an address that begins with https://, such as "https://nacre.example.org"',
    )


class DirectMessages(_Table):
    seconds_apart: float = Field(default=1.0, ge=0.5, le=60, description="a number of seconds from 0.5 to 60")


Days = Annotated[int, Field(ge=1, le=36_500, description="a whole number of days, at least 1")]
_KEPT = Retention()


class RetentionTable(_Table):
    rsvps: Days = _KEPT.rsvps
    notes: Days = _KEPT.notes
    attendance: Days = _KEPT.attendance
    answers: Days = _KEPT.answers
    certificates: Days = _KEPT.certificates
    imports: Days = _KEPT.imports
    log: Days = _KEPT.log
    forms: Days = _KEPT.forms
    outbox: Days = _KEPT.outbox
    agenda: Days = _KEPT.agenda
    drafts: Days = _KEPT.drafts
    communities: Days = _KEPT.communities

    def rules(self) -> Retention:
        return Retention(**self.model_dump())


class KindTable(_Table):
    key: str = Field(
        pattern=r"^[a-z][a-z0-9_]{0,31}$",
        description="a short key of small letters, digits and _, beginning with a letter",
    )
    name: str | None = Field(default=None, min_length=1, max_length=60, description="a name of 1 to 60 characters")
    minutes: int | None = Field(default=None, ge=5, le=20_160, description="a whole number of minutes from 5 to 20160")
    audience: Annotated[Audience, _lower] | None = Field(
        default=None, description='one of "public", "community", "roles"'
    )
    reminders: tuple[Annotated[int, Field(ge=0, le=86_400)], ...] | None = Field(
        None, max_length=10, description="a list of at most 10 whole numbers of minutes, each from 0 to 86400"
    )
    recorded: bool | None = Field(default=None, description="true or false")

    @model_validator(mode="after")
    def _a_new_kind_has_a_name(self) -> "KindTable":
        if self.name is None and self.key not in shipped_kinds():
            raise PydanticCustomError("nacre.a_new_kind_without_a_name", "`name`, as people will read it")
        return self

    def over(self, shipped: Kind) -> Kind:
        """What this table says, and for the rest what the shipped kind of that key (or the default) says."""
        return Kind(
            key=self.key,
            minutes=self.minutes or shipped.minutes,
            audience=self.audience or shipped.audience,
            reminders=shipped.reminders if self.reminders is None else _latest_last(self.reminders),
            recorded=shipped.recorded if self.recorded is None else self.recorded,
            name=self.name or shipped.name,
        )


class Settings(BaseSettings):
    """Everything an operator can set. Made by `load`, never changed afterwards."""

    model_config = SettingsConfigDict(
        env_prefix=PREFIX,
        env_nested_delimiter=NESTED,
        env_ignore_empty=True,
        enable_decoding=False,
        extra="forbid",
        frozen=True,
    )

    token: SecretStr | None = Field(default=None, description="the bot's token in quotes")
    token_file: SecretFile | None = Field(default=None, description="the path of a file that holds the bot's token")
    database_url: SecretStr | None = Field(default=None, description='"sqlite:///path/to/file" or "postgresql://…"')
    database_url_file: SecretFile | None = Field(
        default=None, description="the path of a file that holds the database's URL"
    )
    data_dir: Path = Field(default=Path("data"), description="the path of a folder")
    log: Log = Field(default=Log(), description="a table: [log]")
    web: WebServer = Field(default=WebServer(), description="a table: [web]")
    direct_messages: DirectMessages = Field(default=DirectMessages(), description="a table: [direct_messages]")
    pace_starts: bool = Field(default=True, description="true or false")
    check_links: bool = Field(default=True, description="true or false")
    discord_api: str = Field(default=DISCORD, pattern=r"^https?://\S+$", description=f'an address, such as "{DISCORD}"')
    contact: str | None = Field(
        default=None, min_length=3, max_length=300, description="an e-mail address or the address of a page, in quotes"
    )
    retention: RetentionTable = Field(default=RetentionTable(), description="a table: [retention]")
    shipped_kinds: bool = Field(default=True, description="true or false")
    kind: tuple[KindTable, ...] = Field(default=(), description="tables, each headed [[kind]], in the file")

    @field_validator("token", "database_url", mode="before")
    @classmethod
    def _said_once(cls, value: object) -> object:
        if value is _TWICE:
            raise PydanticCustomError("nacre.a_secret_given_twice", "either the value or the name of its file")
        return value.strip() if isinstance(value, str) else value

    @field_validator("database_url")
    @classmethod
    def _a_database_we_know(cls, url: SecretStr | None) -> SecretStr | None:
        if url is not None and not url.get_secret_value().startswith(("sqlite:///", "postgresql://")):
            raise PydanticCustomError(
                "nacre.something_else_(not_shown:_it_is_a_secret)", '"sqlite:///path/to/file" or "postgresql://…"'
            )
        return url

    @field_validator("kind")
    @classmethod
    def _each_key_once(cls, kinds: tuple[KindTable, ...]) -> tuple[KindTable, ...]:
        keys = [kind.key for kind in kinds]
        if len(set(keys)) < len(keys):
            raise PydanticCustomError("nacre.a_key_used_twice", "each [[kind]] with a key of its own")
        return kinds

    @model_validator(mode="after")
    def _some_kind(self) -> "Settings":
        if not self.shipped_kinds and not self.kind:
            raise PydanticCustomError("nacre.no_kind_of_event", "at least one [[kind]] where shipped_kinds is false")
        return self

    @property
    def database(self) -> str:
        """The database's URL; a SQLite file in the data folder unless another was named."""
        if self.database_url is not None:
            return self.database_url.get_secret_value()
        return f"sqlite:///{self.data_dir / 'nacre.db'}"

    @cached_property
    def kinds(self) -> Kinds:
        """The shipped kinds, changed and followed by the configuration's own."""
        merged = dict(shipped_kinds()) if self.shipped_kinds else {}
        for table in self.kind:
            merged[table.key] = table.over(shipped_kinds().get(table.key, Kind(table.key)))
        return Kinds(merged)

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,  # what the file says
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,
        file_secret_settings: PydanticBaseSettingsSource,
    ) -> tuple[Any, ...]:
        return (_with_secret_files(env_settings), _with_secret_files(init_settings))


def load(path: Path | None = None) -> Settings:
    """The settings of a file (else `NACRE_CONFIG`'s, else ./config.toml if there is one) and of the environment.

    Raises BadSettings with every mistake found.
    """
    written = _read(_file(path))
    private = [key for key in written if key.startswith("_")]  # pydantic-settings takes those for its own arguments
    mistakes = [Mistake(key, "a setting that does not exist", "no such name") for key in private]
    mistakes += of_environment(Settings, os.environ)
    settings = None
    try:
        settings = Settings(**{key: value for key, value in written.items() if key not in private})
    except ValidationError as error:
        mistakes += of_validation(error, Settings, os.environ)
    if mistakes or settings is None:
        raise BadSettings(mistakes)
    return settings


@cache
def shipped_kinds() -> dict[str, Kind]:
    """The kinds of `bot/kinds.toml`, by key."""
    tables = tomllib.loads(Path(__file__).with_name("kinds.toml").read_text(encoding="utf-8"))["kind"]
    return {
        table["key"]: Kind(
            table["key"],
            table["minutes"],
            Audience(table["audience"]),
            tuple(table["reminders"]),
            table.get("recorded", False),
        )
        for table in tables
    }


def _file(path: Path | None) -> Path | None:
    if path is not None:
        return path
    named = os.environ.get(CONFIG_VARIABLE)
    if named:
        return Path(named)
    return DEFAULT_FILE if DEFAULT_FILE.is_file() else None


def _read(path: Path | None) -> dict[str, Any]:
    if path is None:
        return {}
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise BadSettings([Mistake(str(path), "no file that can be read", "a configuration file")]) from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise BadSettings([Mistake(str(path), f"a line that cannot be read ({error})", "TOML, in UTF-8")]) from error


def _with_secret_files(source: PydanticBaseSettingsSource) -> Callable[[], dict[str, Any]]:
    """Within one source a secret comes as itself or from a file, not both; between them the environment wins."""

    def resolved() -> dict[str, Any]:
        values = source()
        for name in _SECRETS:
            file = values.get(f"{name}_file")
            if file is None:
                continue
            if name in values:
                values[name] = _TWICE
            else:
                values |= _content(name, file)
        return values

    return resolved


def _content(name: str, file: object) -> dict[str, str]:
    try:
        return {name: Path(str(file)).read_text(encoding="utf-8").strip()}
    except (OSError, UnicodeDecodeError):
        return {}  # the field `<name>_file` says what is wrong with it


def _latest_last(minutes: tuple[int, ...]) -> tuple[int, ...]:
    return tuple(sorted(set(minutes), reverse=True))
