"""Tracker's configuration: read from the environment and from one file, and checked.

The file is `configuration.env` in `TRACKER_HOME`; `tracker demo` writes it. What the
environment says wins. `docs/operating.md` lists every name.
"""

import os
import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

from cryptography.fernet import Fernet

from tracker.project.configuration_file import file_values, home_folder
from tracker.project.logs import FORMATS

# Xero's own addresses: https://developer.xero.com/documentation/guides/oauth2/auth-flow/
XERO_API_URL = "https://api.xero.com"
XERO_IDENTITY_URL = "https://identity.xero.com"
XERO_LOGIN_URL = "https://login.xero.com"
XERO_WEB_URL = "https://go.xero.com"

NO_DATABASE = "postgresql:///tracker"
POLL_MINUTES = 15
METRICS_TOKEN_LENGTH_MIN = 16
SECRET_KEY_LENGTH_MIN = 32
YES = {"1", "true", "yes", "on"}


class ConfigurationError(Exception):
    """Something in the configuration is wrong or missing; the text is one sentence for people."""


@dataclass(frozen=True)
class Configuration:
    """What this installation was told. Addresses carry no slash at their end."""

    home: Path
    database_url: str
    database_is_embedded: bool
    secret_key: str
    secret_key_fallbacks: tuple[str, ...]
    token_keys: tuple[str, ...]
    url: str
    poll_minutes: int | None
    clock_offset_seconds: int
    debug: bool
    log_format: str
    metrics_token: str
    xero_client_id: str
    xero_client_secret: str
    xero_webhook_key: str
    xero_api_url: str
    xero_identity_url: str
    xero_login_url: str
    xero_web_url: str

    @property
    def is_real_xero(self) -> bool:
        """Whether calls go to Xero itself, where nothing may be tried out."""
        hosts = (self.xero_api_url, self.xero_identity_url, self.xero_login_url)
        real = any((urlsplit(url).hostname or "").endswith(".xero.com") for url in hosts)
        return bool(self.xero_client_id) and real

    @property
    def is_secure(self) -> bool:
        """Whether people reach Tracker over https."""
        return self.url.startswith("https://")


def read_configuration(environment: Mapping[str, str] | None = None) -> Configuration:
    """Read the environment and `TRACKER_HOME`'s file. Raises `ConfigurationError`."""
    values = configured_values(environment)
    configuration = Configuration(
        home=home_folder(values),
        database_url=_database_url(values),
        database_is_embedded=not values.get("DATABASE_URL"),
        secret_key=_secret_key(values),
        secret_key_fallbacks=_listed(values, "TRACKER_SECRET_KEY_FALLBACKS"),
        token_keys=_token_keys(values),
        url=_tracker_url(values),
        poll_minutes=_poll_minutes(values),
        clock_offset_seconds=_whole_number(values, "TRACKER_CLOCK_OFFSET_SECONDS", 0),
        debug=is_yes(values.get("TRACKER_DEBUG")),
        log_format=_log_format(values),
        metrics_token=_metrics_token(values),
        xero_client_id=values.get("XERO_CLIENT_ID", ""),
        xero_client_secret=values.get("XERO_CLIENT_SECRET", ""),
        xero_webhook_key=values.get("XERO_WEBHOOK_KEY", ""),
        xero_api_url=_address(values, "XERO_API_URL", XERO_API_URL),
        xero_identity_url=_address(values, "XERO_IDENTITY_URL", XERO_IDENTITY_URL),
        xero_login_url=_address(values, "XERO_LOGIN_URL", XERO_LOGIN_URL),
        xero_web_url=_address(values, "XERO_WEB_URL", XERO_WEB_URL),
    )
    _refuse_what_real_xero_forbids(configuration, values)
    return configuration


def configured_values(environment: Mapping[str, str] | None = None) -> dict[str, str]:
    """Every configured value by name: the file's, under the environment's."""
    given = dict(os.environ if environment is None else environment)
    return {**file_values(home_folder(given)), **{name: text for name, text in given.items()}}


def require_complete(configuration: Configuration) -> None:
    """Refuse to start a process that could not do its work. Raises `ConfigurationError`."""
    needed = {
        "DATABASE_URL": configuration.database_url != NO_DATABASE,
        "TRACKER_SECRET_KEY": configuration.secret_key,
        "TRACKER_TOKEN_KEYS": configuration.token_keys,
    }
    missing = [name for name, value in needed.items() if not value]
    if missing:
        raise ConfigurationError(
            f"{' and '.join(missing)} {'is' if len(missing) == 1 else 'are'} not set:"
            f" run `make demo` once, or set what docs/operating.md lists"
            f" (looked in the environment and in {configuration.home}/configuration.env)."
        )


def is_yes(text: str | None) -> bool:
    return (text or "").strip().lower() in YES


def _database_url(values: Mapping[str, str]) -> str:
    url = values.get("DATABASE_URL") or values.get("TRACKER_EMBEDDED_DATABASE") or NO_DATABASE
    if not re.match(r"postgres(ql)?://", url):
        raise ConfigurationError(
            "DATABASE_URL must be a PostgreSQL address: postgresql://user:password@host/name."
        )
    return url


def _secret_key(values: Mapping[str, str]) -> str:
    key = values.get("TRACKER_SECRET_KEY", "")
    if key and len(key) < SECRET_KEY_LENGTH_MIN:
        raise ConfigurationError(
            f"TRACKER_SECRET_KEY must be at least {SECRET_KEY_LENGTH_MIN} characters, better 50 and"
            " random: whoever guesses it signs in as anybody."
        )
    return key


def _token_keys(values: Mapping[str, str]) -> tuple[str, ...]:
    keys = _listed(values, "TRACKER_TOKEN_KEYS")
    for place, key in enumerate(keys, start=1):
        try:
            Fernet(key)
        except ValueError:
            raise ConfigurationError(
                f"TRACKER_TOKEN_KEYS: key {place} is not a Fernet key (32 bytes in URL-safe"
                " base64); separate several with commas, the newest first."
            ) from None
    return keys


def _listed(values: Mapping[str, str], name: str) -> tuple[str, ...]:
    return tuple(part for part in re.split(r"[\s,]+", values.get(name, "")) if part)


def _tracker_url(values: Mapping[str, str]) -> str:
    url = _address(values, "TRACKER_URL", "http://localhost:8000")
    # Xero refuses a document's Url that speaks of Xero, and every document carries ours.
    if "xero" in url.lower():
        raise ConfigurationError(
            f"TRACKER_URL must not contain the word “xero”, which Xero refuses in links: {url}."
        )
    return url


def _address(values: Mapping[str, str], name: str, default: str) -> str:
    url = (values.get(name) or default).rstrip("/")
    parts = urlsplit(url)
    if parts.scheme not in ("http", "https") or not parts.hostname or parts.query or parts.fragment:
        raise ConfigurationError(
            f"{name} must be an absolute address such as {default}, without “?” or “#”: {url}."
        )
    return url


def _log_format(values: Mapping[str, str]) -> str:
    wanted = values.get("TRACKER_LOG_FORMAT", "").strip().lower()
    if wanted not in ("", *FORMATS):
        raise ConfigurationError(f"TRACKER_LOG_FORMAT must be “json” or “text”: {wanted}.")
    return wanted


def _metrics_token(values: Mapping[str, str]) -> str:
    token = values.get("TRACKER_METRICS_TOKEN", "")
    if token and (len(token) < METRICS_TOKEN_LENGTH_MIN or not token.isascii()):
        raise ConfigurationError(
            f"TRACKER_METRICS_TOKEN must be at least {METRICS_TOKEN_LENGTH_MIN} characters of"
            " plain ASCII: whoever has it reads the numbers."
        )
    return token


def _poll_minutes(values: Mapping[str, str]) -> int | None:
    if values.get("TRACKER_POLL", "").strip().lower() == "off":
        return None
    minutes = _whole_number(values, "TRACKER_POLL", POLL_MINUTES)
    if minutes < 1:
        raise ConfigurationError("TRACKER_POLL must be a number of minutes, 1 or more, or “off”.")
    return minutes


def _whole_number(values: Mapping[str, str], name: str, default: int) -> int:
    text = values.get(name) or str(default)
    try:
        return int(text)
    except ValueError:
        raise ConfigurationError(f"{name} must be a whole number: {text}.") from None


def _refuse_what_real_xero_forbids(configuration: Configuration, values: Mapping[str, str]) -> None:
    if not configuration.is_real_xero:
        return
    if configuration.database_is_embedded and not is_yes(values.get("TRACKER_ALLOW_EMBEDDED")):
        raise ConfigurationError(
            "With a real XERO_CLIENT_ID the embedded database is refused: set DATABASE_URL to a"
            " server that is backed up, or TRACKER_ALLOW_EMBEDDED=yes if you take that risk."
        )
    # https://developer.xero.com/documentation/guides/oauth2/auth-flow
    if not configuration.is_secure and urlsplit(configuration.url).hostname != "localhost":
        raise ConfigurationError(
            "With a real XERO_CLIENT_ID TRACKER_URL must begin with https:// (to try it,"
            f" http://localhost): Xero sends people back to no other address: {configuration.url}."
        )
    trials = [name for name in values if name.startswith("TRACKER_SENDING_") and values[name]]
    if configuration.clock_offset_seconds:
        trials.append("TRACKER_CLOCK_OFFSET_SECONDS")
    if trials:
        raise ConfigurationError(f"With a real XERO_CLIENT_ID, {trials[0]} is refused: unset it.")
