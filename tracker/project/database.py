"""Django's database settings from one address."""

from typing import Any

from psycopg import ProgrammingError
from psycopg.conninfo import conninfo_to_dict

from tracker.project.configuration import ConfigurationError

NAMED = {"dbname": "NAME", "user": "USER", "password": "PASSWORD", "host": "HOST", "port": "PORT"}


def database_settings(url: str) -> dict[str, Any]:
    """Settings for a `postgresql://…` address; what Django has no name for becomes an option.

    Raises `ConfigurationError` where PostgreSQL's own reader refuses the address.
    """
    try:
        parts = conninfo_to_dict(url)
    except ProgrammingError as problem:
        raise ConfigurationError(f"DATABASE_URL cannot be read: {problem}.") from None
    named = {NAMED[name]: str(parts.pop(name)) for name in NAMED if parts.get(name)}
    return {
        "ENGINE": "django.db.backends.postgresql",
        **named,
        "OPTIONS": parts,
        # A kept connection does not survive the database's restart, and its job fails with it.
        "CONN_MAX_AGE": 0,
    }
