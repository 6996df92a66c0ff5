"""`configuration.env` in `TRACKER_HOME`: lines of NAME=VALUE, taken literally."""

import os
from collections.abc import Mapping
from pathlib import Path

NAME = "configuration.env"
CHECKOUT = Path(__file__).resolve().parents[2]


def home_folder(values: Mapping[str, str]) -> Path:
    """Where data and configuration lie: `TRACKER_HOME`, or `.tracker` beside the code."""
    return Path(values.get("TRACKER_HOME") or CHECKOUT / ".tracker").expanduser().absolute()


def file_values(home: Path) -> dict[str, str]:
    """The file's values by name; none where there is no file."""
    try:
        lines = (home / NAME).read_text(encoding="utf-8").splitlines()
    except FileNotFoundError:
        return {}
    pairs = (line.partition("=") for line in lines if "=" in line and not line.startswith("#"))
    return {name.strip(): value.strip() for name, _, value in pairs}


def write_file(home: Path, values: Mapping[str, str]) -> None:
    """Replace the file in one step; only its owner may read it, for it holds keys."""
    text = "# Written by `tracker demo`. The environment wins over this file.\n"
    text += "".join(f"{name}={value}\n" for name, value in values.items())
    fresh = home / f"{NAME}.new"
    with os.fdopen(os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w") as file:
        file.write(text)
    fresh.replace(home / NAME)
