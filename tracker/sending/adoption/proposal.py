"""One invoice of ours beside one of Xero's that may be the same."""

from dataclasses import dataclass, replace
from enum import StrEnum
from uuid import UUID

from tracker.accounts_system.models import Head, XeroContact
from tracker.documents.models import Document
from tracker.sending.adoption.contacts import Sameness


class Kind(StrEnum):
    """How much of a proposal agrees."""

    SAME = "same"
    OTHER_NUMBER = "other_number"
    DIFFERS = "differs"


@dataclass(frozen=True)
class Difference:
    """One thing that is not the same, in words: ``here`` in Tracker, ``there`` in Xero."""

    what: str
    here: str
    there: str

    def __str__(self) -> str:
        return f"{self.what}: {self.here} here, {self.there} in Xero"


@dataclass(frozen=True)
class Proposal:
    """``contact`` is Xero's, None where Tracker has not read it; ``same`` says by what it is our
    company, None where it is not. ``doubt`` is the sentence of why a person has to look first, ''
    where nobody has.
    """

    document: Document
    head: Head
    kind: Kind
    contact: XeroContact | None
    same: Sameness | None
    differences: tuple[Difference, ...] = ()
    doubt: str = ""

    @property
    def key(self) -> tuple[UUID, str]:
        return self.document.pk, self.head.remote_id

    @property
    def refusal(self) -> str:
        """Why it cannot be adopted at all; '' where a person may."""
        wrong = [each.what for each in self.differences if each.what in ("total", "currency")]
        if not wrong:
            return ""
        return f"Not while the {' and the '.join(wrong)} differs: put right the one that is wrong."

    @property
    def is_sure(self) -> bool:
        """Ticked before a person has looked."""
        sure = self.same is not None and not self.same.doubt
        return self.kind == Kind.SAME and sure and not self.doubt

    def doubted(self, why: str) -> "Proposal":
        return replace(self, doubt=self.doubt or why)
