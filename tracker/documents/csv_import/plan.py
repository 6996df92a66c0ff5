"""What taking a file would do: the outcome of a dry run."""

from collections import Counter
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any
from uuid import UUID

from tracker.agencies.models import Agency, Entity
from tracker.documents.csv_import.file_documents import FileDocument, FileLine
from tracker.documents.csv_import.matching import MatchedCompany, MatchedProduct
from tracker.documents.csv_import.reasons import Refusal
from tracker.money import Totals


@dataclass(slots=True)
class PlannedLine:
    """A line as it would become; ``tax_treatment`` is what holds for it, stated or not."""

    said: FileLine
    product: MatchedProduct | None
    tax_treatment: str


@dataclass(slots=True)
class PlannedDocument:
    """A document as it would become; ``digest`` is the fingerprint of what the file says.

    ``invoice_id`` is that of the invoice that a payment belongs to.
    """

    said: FileDocument
    company: MatchedCompany
    due_date: date
    currency: str
    lines: list[PlannedLine]
    totals: Totals
    digest: str
    invoice_id: UUID | None = None


@dataclass
class Plan:
    """What a file would add, what it holds that is there already, and what it cannot add."""

    agency: Agency
    entity: Entity
    kind: str
    draft: bool
    documents: list[PlannedDocument] = field(default_factory=list)
    refusals: list[Refusal] = field(default_factory=list)
    unchanged: int = 0

    @property
    def companies(self) -> list[MatchedCompany]:
        """The companies of the documents to be taken, new and known."""
        return list({each.company.id: each.company for each in self.documents}.values())

    @property
    def products(self) -> list[MatchedProduct]:
        """The products of the documents to be taken, new and known."""
        lines = (line for document in self.documents for line in document.lines)
        return list({line.product.id: line.product for line in lines if line.product}.values())

    @property
    def net(self) -> Decimal:
        return sum((each.totals.net for each in self.documents), Decimal("0.00"))

    @property
    def reasons(self) -> Counter[str]:
        """How many documents are refused for each reason."""
        return Counter(refusal.reason.value for refusal in self.refusals)

    def summary(self) -> dict[str, Any]:
        """Counts of what is taken and of the documents refused; ``net`` is a text, in pounds."""
        return {
            "documents": len(self.documents),
            "lines": sum(len(each.lines) for each in self.documents),
            "companies": len(self.companies),
            "products": len(self.products),
            "net": f"{self.net:.2f}",
            "unchanged": self.unchanged,
            "refused": len(self.refusals),
            "reasons": dict(self.reasons.most_common()),
        }
