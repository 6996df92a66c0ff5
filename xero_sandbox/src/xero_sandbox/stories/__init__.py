"""Beginnings: the organisations a sandbox starts with."""

from collections.abc import Callable

from xero_sandbox.books.organisation import Books
from xero_sandbox.clock import Clock
from xero_sandbox.stories import fifty_organisations, messy, new_company, two_organisations

Story = Callable[[Clock], list[Books]]

STORIES: dict[str, Story] = {
    "new_company": new_company.begin,
    "messy": messy.begin,
    "two_organisations": two_organisations.begin,
    "fifty_organisations": fifty_organisations.begin,
}
DEFAULT = "new_company"
