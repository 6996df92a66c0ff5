"""What differs between the kinds of document: words, and who the other side is."""

from dataclasses import dataclass

from tracker.documents.models import Document


@dataclass(frozen=True)
class KindWords:
    """How pages and messages speak of one kind, and which role its companies play."""

    one: str
    many: str
    title: str
    company_is: str
    company_role: str


KINDS = {
    Document.Kind.INVOICE: KindWords(
        one="invoice",
        many="invoices",
        title="Invoice",
        company_is="client",
        company_role="is_client",
    ),
}


def words_for(kind: str) -> KindWords:
    return KINDS[Document.Kind(kind)]


def named(document: Document) -> str:
    """How a sentence names a document: “Invoice INV-1042”, or “The draft invoice”."""
    words = words_for(document.kind)
    return f"{words.title} {document.number}" if document.number else f"The draft {words.one}"
