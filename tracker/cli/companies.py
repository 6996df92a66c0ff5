"""`tracker companies same NAME NAME`."""

from collections import Counter

import click

from tracker.agencies.events import TRACKER
from tracker.agencies.models import Agency
from tracker.agencies.not_possible import NotPossible
from tracker.cli.options import agency_option, answer, json_option
from tracker.companies.models import Company
from tracker.companies.other_names import company_named
from tracker.documents.models import Document
from tracker.sending import same_company
from tracker.sending.same_company import Moved

NOTHING = Moved(counts=Counter(), filled=())


@click.group()
def companies() -> None:
    """Whom the agency bills, and who bills the agency."""


@companies.command()
@click.argument("keep", metavar="NAME")
@click.argument("other", metavar="NAME")
@agency_option
@json_option
def same(keep: str, other: str, agency: Agency, as_json: bool) -> None:
    """Say that two names are one company: the first is kept, with all documents of both."""
    kept, gone = _the_company(agency, keep), _the_company(agency, other)
    if kept == gone:
        moved, text = NOTHING, f"“{other}” is “{kept}” already."
    else:
        moved = _made_one(kept, gone)
        text = f"“{other}” is “{kept}” now: {moved.documents} moved."
    counts = {f"{each.value}s": moved.counts[each.value] for each in Document.Kind}
    answer({"kept": kept.name, "other": other, **counts}, text, as_json=as_json)


def _the_company(agency: Agency, name: str) -> Company:
    """By its exact name, or another one that it is known by. Raises `click.ClickException`."""
    found = company_named(agency, name)
    if found is None:
        raise click.ClickException(f"There is no company called exactly “{name}”.")
    return found


def _made_one(kept: Company, gone: Company) -> Moved:
    try:
        return same_company.same(keep=kept, other=gone, by=TRACKER)
    except NotPossible as problem:
        raise click.ClickException(problem.sentence) from None
