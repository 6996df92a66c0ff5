"""When two names are the same company's."""

import re

# NUL counts as a blank: no name holds one, and the database cannot even be asked for it.
RUN_OF_SPACES = re.compile(r"[\s\x00]+")
LENGTH_MAX = 255


def tidy(name: str) -> str:
    """``name`` without blanks around it or doubled inside: Xero refuses those."""
    return RUN_OF_SPACES.sub(" ", name).strip()


def name_key(name: str) -> str:
    """Equal for names that Xero takes for one: case and runs of spaces do not count."""
    return tidy(name).casefold()[:LENGTH_MAX]
