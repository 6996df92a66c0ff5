"""*Fifty organisations*: UK companies under one sign-in, for apps that serve many at once."""

from xero_sandbox.books.organisation import Books
from xero_sandbox.clock import Clock
from xero_sandbox.stories.new_company import uk_company

COUNT = 50


def begin(clock: Clock) -> list[Books]:
    return [uk_company(clock, f"Harbour Talent {number:02} Ltd") for number in range(1, COUNT + 1)]
