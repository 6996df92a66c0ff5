"""When a number here and one in Xero are the same.

Xero takes numbers for equal that differ in case only, and who types one in may well add a blank.
"""

from collections import defaultdict
from collections.abc import Iterable

from django.db.models import QuerySet
from django.db.models.functions import Lower, Trim

from tracker.accounts_system.models import Head


def number_key(number: str) -> str:
    """Equal for numbers that are the same."""
    return number.strip().lower()


def heads_by_number(heads: QuerySet[Head], numbers: Iterable[str]) -> dict[str, list[Head]]:
    """Those of these heads that have one of the numbers, by ``number_key``; one query."""
    wanted = {number_key(number) for number in numbers}
    rows = heads.annotate(plain_number=Lower(Trim("number"))).filter(plain_number__in=wanted)
    found: dict[str, list[Head]] = defaultdict(list)
    for head in rows.order_by("pk"):
        found[number_key(head.number)].append(head)
    return found
