"""`tracker agency`: a real installation's first agency, and a way in for whom nobody can help."""

import click

from tracker.agencies import people
from tracker.agencies.agencies import create_agency
from tracker.agencies.events import TRACKER
from tracker.agencies.models import Person
from tracker.cli.options import answer, json_option


@click.group()
def agency() -> None:
    """The agencies of this installation."""


@agency.command()
@click.argument("name")
@click.option("--owner", metavar="EMAIL", required=True, help="Who owns it and signs in first.")
@json_option
def create(name: str, owner: str, as_json: bool) -> None:
    """Make an agency and its owner, and print the owner's one-time sign-in link."""
    made = create_agency(name=name, owner_email=owner, by=TRACKER)
    link = people.sign_in_link(Person.objects.get(agency=made))
    text = f"{made.name} is there. {owner} signs in once with this link and chooses a password:\n"
    answer({"agency": made.name, "owner": owner, "link": link}, text + link, as_json=as_json)


@agency.command()
@click.argument("email")
@json_option
def link(email: str, as_json: bool) -> None:
    """Print a one-time sign-in link, where no owner can give one on the page People."""
    person = Person.objects.filter(email=email.strip().lower(), is_active=True).first()
    if person is None:
        raise click.ClickException(f"Nobody signs in as {email}.")
    made = people.sign_in_link(person)
    text = f"{person} of {person.agency} signs in once with this link and chooses a password:\n"
    answer({"email": person.email, "link": made}, text + made, as_json=as_json)
