"""Companies and products of a file: those that Tracker knows, and those to be made.

A company is found by its reference, else by its exact name, or by those of another spelling that a
person said is the same company; a product by its code. What is new is planned once, by the first
document that names it.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Final
from uuid import UUID, uuid4

from tracker.agencies.models import Agency, Entity
from tracker.companies.models import Company, OtherName
from tracker.documents.csv_import.file_documents import FileDocument
from tracker.documents.models import Document, Product


@dataclass(slots=True)
class MatchedCompany:
    id: UUID
    name: str
    reference: str
    tax_treatment: str
    terms_days: int | None
    vat_number: str = ""
    is_new: bool = False


# What holds for a company that Tracker does not know yet.
A_STRANGER: Final = MatchedCompany(UUID(int=0), "", "", "", None)


@dataclass(slots=True)
class MatchedProduct:
    id: UUID
    code: str
    description: str
    is_new: bool = False


@dataclass
class Companies:
    """The agency's companies by reference and by name, the planned ones among them."""

    by_reference: dict[str, MatchedCompany] = field(default_factory=dict)
    by_name: dict[str, MatchedCompany] = field(default_factory=dict)

    def find(self, name: str, reference: str) -> MatchedCompany | None:
        return self.by_reference.get(reference) or self.by_name.get(name)

    def clash(self, name: str, reference: str) -> str:
        """Why this company can be neither found nor made, or ""."""
        if reference in self.by_reference:
            return ""
        there = self.find(name, reference)
        if there and reference and there.reference and there.reference != reference:
            return f"“{name}” is the company with the reference {there.reference}, not {reference}."
        return ""

    def take(self, name: str, reference: str) -> MatchedCompany:
        """The company, planned if it is new."""
        company = self.find(name, reference)
        if company is None:
            company = MatchedCompany(uuid4(), name, reference, "", None, is_new=True)
            self.add(company)
        elif company.is_new and reference and not company.reference:
            company.reference = reference
            self.by_reference[reference] = company
        return company

    def add(self, company: MatchedCompany) -> None:
        self.by_name[company.name] = company
        if company.reference:
            self.by_reference[company.reference] = company


@dataclass
class Products:
    """The agency's products by code, the planned ones among them."""

    by_code: dict[str, MatchedProduct] = field(default_factory=dict)

    def take(self, code: str, description: str) -> MatchedProduct:
        """The product, planned if it is new: the first description names it."""
        product = self.by_code.get(code)
        if product is None:
            product = MatchedProduct(uuid4(), code, description, is_new=True)
            self.by_code[code] = product
        return product


@dataclass(frozen=True)
class Known:
    """What Tracker knows of what a file names; ``invoices`` are ids by number."""

    companies: Companies
    products: Products
    invoices: dict[str, UUID]


def known_to(entity: Entity, documents: list[FileDocument]) -> Known:
    """What these documents can refer to."""
    codes = {line.product for document in documents for line in document.lines}
    numbers = {document.head.invoice for document in documents} - {""}
    return Known(
        companies=known_companies(entity.agency),
        products=known_products(entity.agency, codes),
        invoices=_known_invoices(entity, numbers) if numbers else {},
    )


def known_companies(agency: Agency) -> Companies:
    known = Companies()
    rows = Company.objects.filter(agency=agency)
    names = ("id", "name", "reference", "tax_treatment", "terms_days", "vat_number")
    for row in rows.values_list(*names):
        known.add(MatchedCompany(*row))
    _add_other_names(known, agency)
    return known


def _add_other_names(known: Companies, agency: Agency) -> None:
    """What turned out to be another spelling of a company means that company."""
    by_id = {company.id: company for company in known.by_name.values()}
    rows = OtherName.objects.filter(agency=agency)
    for name, reference, company_id in rows.values_list("name", "reference", "company_id"):
        known.by_name.setdefault(name, by_id[company_id])
        if reference:
            known.by_reference.setdefault(reference, by_id[company_id])


def known_products(agency: Agency, codes: Iterable[str]) -> Products:
    rows = Product.objects.filter(agency=agency, code__in=list(codes))
    found = rows.values_list("id", "code", "description")
    return Products({row[1]: MatchedProduct(*row) for row in found})


def _known_invoices(entity: Entity, numbers: Iterable[str]) -> dict[str, UUID]:
    mine = Document.objects.filter(entity=entity, kind=Document.Kind.INVOICE)
    rows = mine.filter(number__in=list(numbers)).values_list("number", "id")
    return {number or "": id for number, id in rows}
