"""The same page for each kind of document: *Invoices*, *Payments*."""

from dataclasses import dataclass

from django.urls import reverse

from tracker.documents.kinds import KINDS


@dataclass(frozen=True)
class KindTab:
    label: str
    address: str
    is_here: bool


def kind_tabs(name: str, kind: str) -> list[KindTab]:
    """Tabs for ``parts/kinds.html``: to the page called ``name`` of each kind."""
    return [
        KindTab(words.titles, reverse(name, args=[words.value]), words.value == kind)
        for words in KINDS.values()
    ]
