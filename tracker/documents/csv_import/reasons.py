"""Why a document of a file cannot be taken."""

from dataclasses import dataclass
from enum import StrEnum
from typing import NamedTuple


class Reason(StrEnum):
    """The reasons, in the order in which they are looked for: a document has the first."""

    CELLS = "wrong number of cells"
    NO_NUMBER = "no number"
    NO_CUSTOMER = "no customer"
    NO_SUPPLIER = "no supplier"
    CREDIT_NOTE = "credit note: not yet"
    BAD_NUMBER = "number that Xero does not take"
    TWICE = "number twice with other content"
    BAD_DATE = "bad date"
    BAD_AMOUNT = "bad quantity or price"
    NO_DESCRIPTION = "no description"
    BAD_DETAIL = "bad detail"
    EXISTS = "exists with other content"
    COMPANY_CLASH = "company known by another reference"
    NO_INVOICE = "belongs to an unknown invoice"
    TOO_LARGE = "amount too large"


RANK = {reason: rank for rank, reason in enumerate(Reason)}


class Problem(NamedTuple):
    """One thing wrong, and the line of the file it stands on."""

    reason: Reason
    line: int
    sentence: str


@dataclass(frozen=True)
class Refusal:
    """One document that is not taken. ``line`` counts the file's lines; its heading is line 1."""

    line: int
    number: str
    reason: Reason
    sentence: str


def refusal_for(number: str, problems: list[Problem]) -> Refusal:
    """The first problem by the order of reasons, then of lines."""
    first = min(problems, key=lambda problem: (RANK[problem.reason], problem.line))
    return Refusal(first.line, number, first.reason, first.sentence)
