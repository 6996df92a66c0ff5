"""`tracker seed STORY`: what a demo starts with."""

from collections.abc import Callable
from urllib.parse import urlsplit

import click
from django.conf import settings
from django.db import transaction

from tracker.agencies.models import Agency
from tracker.agencies.not_possible import NotPossible
from tracker.cli.stories.busy_month import busy_month
from tracker.cli.stories.people import AGENCY, found_agency, how_to_sign_in

STORIES: dict[str, Callable[[], Agency]] = {"busy_month": busy_month, "empty": found_agency}


@click.command()
@click.argument("story", default="busy_month")
def seed(story: str) -> None:
    """Fill an empty database with a story: busy_month, or empty (an agency and its people)."""
    tell(story)
    click.echo(how_to_sign_in())


def tell(story: str) -> None:
    """Seed once; where the story's agency is there already, nothing changes.

    Raises ``NotPossible`` for an unknown story, beside somebody's real agency and beside the
    real Xero: the people of a story have a password that everybody knows.
    """
    if story not in STORIES:
        raise NotPossible(f"There is no story “{story}”: choose {' or '.join(STORIES)}.")
    if (urlsplit(settings.XERO_API_URL).hostname or "").endswith("xero.com"):
        raise NotPossible("A story is only told beside a sandbox: set XERO_API_URL to its address.")
    with transaction.atomic():
        if Agency.objects.exclude(name=AGENCY).exists():
            raise NotPossible("This database holds an agency of its own: no story is added to it.")
        if not Agency.objects.exists():
            STORIES[story]()
