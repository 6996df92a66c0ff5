"""*Two organisations*: two UK companies under one sign-in, for tests of tenants."""

from xero_sandbox.books.organisation import Books
from xero_sandbox.clock import Clock
from xero_sandbox.stories.new_company import uk_company


def begin(clock: Clock) -> list[Books]:
    return [uk_company(clock, name) for name in ("Harbour Talent Ltd", "Quayside Interim Ltd")]
