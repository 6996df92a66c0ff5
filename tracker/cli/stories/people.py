"""Harbour Talent, and who works there."""

from tracker.agencies import people
from tracker.agencies.agencies import create_agency
from tracker.agencies.models import Agency, Role

AGENCY = "Harbour Talent"
# The same for everybody: a story is refused beside the real Xero, and the page says it aloud.
PASSWORD = "open-the-books"
OWNER = ("olivia@harbour-talent.example", "Olivia Grant")
COLLEAGUES = [
    ("farid@harbour-talent.example", "Farid Khan", Role.FINANCE),
    ("vera@harbour-talent.example", "Vera Lindqvist", Role.VIEWER),
]
STORY = "Tracker"


def found_agency() -> Agency:
    """Make the agency and its three people."""
    email, name = OWNER
    agency = create_agency(
        name=AGENCY, owner_email=email, owner_name=name, password=PASSWORD, by=STORY
    )
    for address, called, role in COLLEAGUES:
        person = people.invite(agency, email=address, name=called, role=role, by=STORY)
        people.set_password(person, password=PASSWORD, by=STORY)
    return agency


def how_to_sign_in() -> str:
    """What a person reads after the start."""
    emails = [(OWNER[0], Role.OWNER), *((email, role) for email, _, role in COLLEAGUES)]
    lines = [f"  {email:32} ({role.label.lower()})" for email, role in emails]
    return "\n".join([f"Sign in to {AGENCY} with the password {PASSWORD} as", *lines])
