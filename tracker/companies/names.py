"""When two names are the same company's."""

import re

RUN_OF_SPACES = re.compile(r"\s+")


def tidy(name: str) -> str:
    """``name`` without blanks around it or doubled inside: Xero refuses those."""
    return RUN_OF_SPACES.sub(" ", name).strip()


def name_key(name: str) -> str:
    """Equal for names that Xero takes for one: case and runs of spaces do not count."""
    return tidy(name).casefold()
