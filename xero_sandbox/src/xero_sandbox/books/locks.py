"""Lock dates: nothing approved may be dated on or before them.

https://developer.xero.com/documentation/api/accounting/organisation
"""

from datetime import date

from xero_sandbox.books.organisation import Books
from xero_sandbox.books.refusals import Problems

LOCKED = "The document date cannot be before the {}, currently set at {}"
LOCKS = {"PeriodLockDate": "period lock date", "EndOfYearLockDate": "end of year lock date"}
MONTHS = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]


def lock(books: Books, days: dict[str, date | None]) -> None:
    """Set the lock dates that are named; None takes one away."""
    kept = {name: value for name, value in books.about.items() if name not in days}
    books.about = kept | {name: day for name, day in days.items() if day is not None}


def written(day: date) -> str:
    """A date as Xero's sentences write it: 30-Nov-2018."""
    return f"{day.day:02d}-{MONTHS[day.month - 1]}-{day.year}"


def check(books: Books, day: date | None, problems: Problems) -> None:
    for name, words in LOCKS.items():
        lock = books.about.get(name)
        if lock is not None and day is not None and day <= lock:
            problems.add(LOCKED.format(words, written(lock)))
