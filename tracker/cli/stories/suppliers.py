"""Whom Harbour Talent pays. All are invented; none exists."""

from tracker.agencies.models import Agency
from tracker.cli.stories.clients import contact_details
from tracker.cli.stories.people import STORY
from tracker.companies import companies
from tracker.companies.models import Company

# name, street, town, county, postcode, terms in days
SUPPLIERS = [
    ("Keystone Umbrella Ltd", "3 Arch Court", "Reading", "Berkshire", "RG1 2AG", 7),
    ("Sutherland Data Ltd", "18 Harbour View", "Leith", "Midlothian", "EH6 6JH", 14),
    ("Chloe Marsh", "52 Orchard Way", "Cheltenham", "Gloucestershire", "GL50 1QA", 14),
]
# A person on her own account, who is not registered for VAT.
UNREGISTERED = "Chloe Marsh"
# Sells us training, and hires from us: a client already.
CLIENT_TOO = "Isis Learning Trust"


def take_on_suppliers(agency: Agency) -> dict[str, Company]:
    """Make every supplier; with the one who is a client too, by their names."""
    made = [_make(agency, place, supplier) for place, supplier in enumerate(SUPPLIERS, start=1)]
    found = Company.objects.get(agency=agency, name=CLIENT_TOO)
    return {company.name: company for company in [*made, found]}


def _make(agency: Agency, place: int, supplier: tuple[str, str, str, str, str, int]) -> Company:
    # The clients have the numbers before theirs.
    name, details = supplier[0], contact_details(50 + place, *supplier)
    details |= {"reference": f"S{place:03}", "is_client": False, "is_supplier": True}
    if name == UNREGISTERED:
        details |= {"vat_number": "", "company_number": ""}
    return companies.create(agency=agency, name=name, by=STORY, **details)
