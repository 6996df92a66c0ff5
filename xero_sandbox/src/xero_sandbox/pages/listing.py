"""One page of a list: what is asked for by words, a hundred at a time."""

from collections.abc import Callable, Iterable, Mapping

from xero_sandbox.books.table import Record

PAGE_SIZE = 100


def listed(
    records: Iterable[Record],
    asked: Mapping[str, str],
    *,
    speaks: Callable[[Record], str],
    row: Callable[[Record], Record],
) -> Record:
    """The rows of the page that is asked for. ``speaks``: the words that a record is found by."""
    words = asked.get("q", "").strip()
    found = [each for each in records if not words or words.casefold() in speaks(each).casefold()]
    last = max(1, -(-len(found) // PAGE_SIZE))
    number = _page_number(asked.get("page", ""), last)
    shown = found[(number - 1) * PAGE_SIZE : number * PAGE_SIZE]
    return {
        "rows": [row(each) for each in shown],
        "count": len(found),
        "words": words,
        "page": number,
        "last_page": last,
    }


def _page_number(given: str, last: int) -> int:
    return min(last, max(1, int(given))) if given.isdecimal() else 1
