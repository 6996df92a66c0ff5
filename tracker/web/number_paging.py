"""Pages of a list in the order of a whole number, found by the number at their edge."""

from dataclasses import dataclass
from typing import Generic, TypeVar

from django.db.models import Model, QuerySet
from django.http import QueryDict

Record = TypeVar("Record", bound=Model)


@dataclass(frozen=True)
class NumberPage(Generic[Record]):
    """Records, and the query strings of the pages before and after, or empty."""

    rows: list[Record]
    before: str
    after: str


def page_by_number(
    records: QuerySet[Record],
    asked: QueryDict,
    field: str,
    *,
    size: int,
    is_falling: bool = False,
) -> NumberPage[Record]:
    """The page that `?after=` or `?before=` asks for; `field` is unique among `records`."""
    before, after = whole_number(asked.get("before")), whole_number(asked.get("after"))
    up, down = ("lt", "gt") if is_falling else ("gt", "lt")
    order, against = (f"-{field}", field) if is_falling else (field, f"-{field}")
    if before is not None:
        rest = records.filter(**{f"{field}__{down}": before}).order_by(against)
        found = list(rest[: size + 1])
        rows, has_before, has_after = found[:size][::-1], len(found) > size, True
    else:
        rest = records if after is None else records.filter(**{f"{field}__{up}": after})
        found = list(rest.order_by(order)[: size + 1])
        rows, has_before, has_after = found[:size], after is not None, len(found) > size
    return NumberPage(
        rows=rows,
        before=_query(asked, "before", getattr(rows[0], field)) if rows and has_before else "",
        after=_query(asked, "after", getattr(rows[-1], field)) if rows and has_after else "",
    )


def whole_number(text: str | None) -> int | None:
    """A whole number that the database can hold; nothing where it makes no sense."""
    return int(text) if text and text.isascii() and text.isdigit() and len(text) < 10 else None


def _query(asked: QueryDict, key: str, edge: int) -> str:
    query = asked.copy()
    for old in ("before", "after"):
        query.pop(old, None)
    query[key] = str(edge)
    return f"?{query.urlencode()}"
