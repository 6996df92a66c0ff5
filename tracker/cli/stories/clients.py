"""Harbour Talent's clients. All are invented; none exists."""

from typing import Any

from tracker.agencies.models import Agency
from tracker.cli.stories.people import STORY
from tracker.companies import companies
from tracker.companies.models import Company

# name, street, town, county, postcode, terms in days
CLIENTS = [
    ("Acme Logistics Ltd", "14 Quayside Road", "Southampton", "Hampshire", "SO14 3JT", 14),
    ("Brightwater Group", "2 Reservoir Place", "Bristol", "", "BS1 6QF", 30),
    ("Cobalt & Sons", "91 Foundry Lane", "Sheffield", "South Yorkshire", "S3 8BE", 30),
    ("Dunmore Care Homes Ltd", "5 Abbey Terrace", "Exeter", "Devon", "EX4 3RG", 28),
    ("Eastgate Engineering plc", "Unit 7, Hangar Way", "Derby", "Derbyshire", "DE24 8UT", 30),
    ("Fenwick Foods Ltd", "33 Mill Street", "Norwich", "Norfolk", "NR3 1LE", 14),
    ("Greenline Rail Services Ltd", "1 Signal Court", "York", "North Yorkshire", "YO24 1AB", 45),
    ("Halden Software Ltd", "Floor 4, 60 Spinningfields", "Manchester", "", "M3 3EB", 30),
    ("Isis Learning Trust", "22 Rewley Road", "Oxford", "Oxfordshire", "OX1 2RG", 30),
    ("Jura Marine Ltd", "8 Customhouse Quay", "Greenock", "Inverclyde", "PA15 1EQ", 21),
    ("Kestrel Retail Ltd", "110 Briggate", "Leeds", "West Yorkshire", "LS1 6BR", 30),
    ("Lantern Housing Association", "47 Canal Street", "Nottingham", "", "NG1 7EH", 30),
]


def take_on_clients(agency: Agency) -> list[Company]:
    """Make every client, with all that a useful contact in Xero needs."""
    return [
        companies.create(
            agency=agency,
            name=client[0],
            reference=f"C{place:03}",
            by=STORY,
            **contact_details(place, *client),
        )
        for place, client in enumerate(CLIENTS, start=1)
    ]


def contact_details(
    place: int, name: str, street: str, town: str, county: str, postcode: str, terms: int
) -> dict[str, Any]:
    """All that a useful contact in Xero needs; ``place`` makes its numbers its own."""
    return {
        "email": f"accounts@{_domain(name)}.example",
        # Numbers that the regulator keeps for fiction.
        "phone": f"020 7946 0{100 + place}",
        "address": street,
        "city": town,
        "region": county,
        "postal_code": postcode,
        "country": "United Kingdom",
        "vat_number": f"GB{900_000_000 + place * 1_234_567}",
        "company_number": f"{7_000_000 + place * 13_579:08}",
        "terms_days": terms,
    }


def _domain(name: str) -> str:
    words = name.lower().replace("&", "and").split()
    return "-".join(words[:2])
