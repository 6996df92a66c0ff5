"""Pages of a list in the order of a name, found by the name at their edge."""

from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from django.db.models import Model, QuerySet
from django.http import QueryDict

SIZE = 100
Record = TypeVar("Record", bound=Model)


@dataclass(frozen=True)
class NamePage(Generic[Record]):
    """Records, and the query strings of the pages before and after, or empty."""

    rows: list[Record]
    before: str
    after: str


def page_by_name(records: QuerySet[Record], asked: QueryDict, name: str) -> NamePage[Record]:
    """The page that `?after=` or `?before=` asks for; `name` is unique among `records`."""
    if before := asked.get("before"):
        found = list(records.filter(**{f"{name}__lt": before}).order_by(f"-{name}")[: SIZE + 1])
        rows, has_before, has_after = found[:SIZE][::-1], len(found) > SIZE, True
    else:
        after = asked.get("after")
        rest = records.filter(**{f"{name}__gt": after}) if after else records
        found = list(rest.order_by(name)[: SIZE + 1])
        rows, has_before, has_after = found[:SIZE], bool(after), len(found) > SIZE
    return NamePage(
        rows=rows,
        before=_query(asked, before=getattr(rows[0], name)) if rows and has_before else "",
        after=_query(asked, after=getattr(rows[-1], name)) if rows and has_after else "",
    )


def _query(asked: QueryDict, **place: Any) -> str:
    query = asked.copy()
    for key in ("before", "after"):
        query.pop(key, None)
    query.update(place)
    return f"?{query.urlencode()}"
