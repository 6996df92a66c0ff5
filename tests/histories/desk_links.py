"""What a person decides about what is in Xero: which is which, and who is who."""

from random import Random

from tests.histories.office import KINDS, Place, one_of
from tracker.accounts_system import company_links
from tracker.accounts_system.models import XeroContact
from tracker.agencies.not_possible import NotPossible
from tracker.companies import companies
from tracker.companies.models import Company
from tracker.companies.same_company import twins_of
from tracker.sending import already_in_xero, batches, contact_updates
from tracker.sending import same_company as two_names
from tracker.sending.adoption import adopting, another, linking
from tracker.sending.adoption.proposal import Proposal
from tracker.sending.adoption.proposing import free_documents, proposals
from tracker.sending.restored import said
from tracker.syncing import decisions, differences
from tracker.syncing.decisions import Choice


def adopt(place: Place, draw: Random) -> str:
    proposal = one_of(draw, [each for each in _proposed(place, draw) if not each.refusal])
    adopted = adopting.adopt(place.connection(), [proposal.key], by=place.somebody(draw))
    return f"{proposal.document}, left: {[each.sentence for each in adopted.left]}"


def say_another(place: Place, draw: Random) -> str:
    proposal = one_of(draw, _proposed(place, draw))
    document, remote_id = proposal.document, proposal.head.remote_id
    another.say_another(place.connection(), document, remote_id, by=place.somebody(draw))
    return str(document)


def _proposed(place: Place, draw: Random) -> list[Proposal]:
    kind, connection = draw.choice(KINDS), place.connection()
    return proposals(connection, kind, list(free_documents(connection, kind)))


def link_it(place: Place, draw: Random) -> str:
    found = linking.candidates(place.connection(), place.all_documents())
    document = place.document(draw, lambda each: each.pk in found)
    linking.link(document, by=place.somebody(draw))
    return str(document)


def mark_already_in_xero(place: Place, draw: Random) -> str:
    document = place.document(draw, lambda each: each.is_approved)
    already_in_xero.mark_one(document, by=place.somebody(draw))
    return str(document)


def take_mark_away(place: Place, draw: Random) -> str:
    document = place.document(draw, lambda each: each.already_in_xero)
    # What somebody had said is in Xero, and is not linked yet, is an owner's to adopt from now on.
    place.was_taken_back |= document.deliveries.filter(latest=True, cause=said.IN_XERO).exists()
    already_in_xero.unmark(document, by=place.somebody(draw))
    return str(document)


def same_company(place: Place, draw: Random) -> str:
    rows = Company.objects.filter(agency=place.office.agency).order_by("name")
    keep = one_of(draw, [each for each in rows if twins_of(each).exists()])
    other = twins_of(keep)[0]
    two_names.same(keep=keep, other=other, by=place.somebody(draw))
    return f"{keep} and {other}"


def confirm_company(place: Place, draw: Random) -> str:
    """The owner says which contact it is: one of its name."""
    company = place.company(draw)
    return f"{company} is {confirm(place, company)}"


def confirm(place: Place, company: Company) -> str:
    """Choose an active contact of its name that no other company has taken."""
    rows = XeroContact.objects.filter(connection=place.connection(), name_key=company.name_key)
    for contact in rows.order_by("name", "number"):
        if not contact.is_archived:
            company_links.choose(
                company,
                connection=place.connection(),
                contact_id=contact.contact_id,
                by=place.office.owner,
            )
            return contact.name
    raise NotPossible(f"No active contact is called {company}.")


def rename_company(place: Place, draw: Random) -> str:
    company = place.company(draw)
    said = {"city": draw.choice(["Leeds", "York"])}
    if draw.random() < 0.4:
        said = {"name": f"{company.name} & Co"}
    companies.change(company, by=place.office.owner, **said)  # type: ignore[arg-type]
    return f"{company}: {', '.join(said)}"


def send_details(place: Place, draw: Random) -> str:
    connection, by = place.connection(), place.office.owner
    company = place.company(draw, links__connection=connection)
    prepared = contact_updates.prepare(company, connection=connection, by=by)
    batch = contact_updates.send(company, connection=connection, seen=prepared.seen, by=by)
    return f"{company} in {batch}"


def send_mine(place: Place, draw: Random) -> str:
    choice, kind, name = _difference(place, draw)
    by = place.office.owner
    batch = decisions.send_mine(place.connection(), [choice], kind=kind, by=by)
    batches.send(batch=batch, by=by)
    return f"{name} in {batch}"


def take_theirs(place: Place, draw: Random) -> str:
    choice, _, name = _difference(place, draw)
    done = decisions.take_theirs(place.connection(), [choice], by=place.office.owner)
    return _decided(name, done)


def accept_difference(place: Place, draw: Random) -> str:
    choice, _, name = _difference(place, draw)
    return _decided(name, decisions.accept(place.connection(), [choice], by=place.office.owner))


def _difference(place: Place, draw: Random) -> tuple[Choice, str, str]:
    """One that the page shows: the choice, the document's kind and its name."""
    connection, kind = place.connection(), draw.choice(KINDS)
    differences.renew(connection, kind=kind)
    rows = differences.links_of(connection, kind).filter(differs=True)
    links = {link.document_id: link for link in rows}
    link = one_of(draw, [links[key] for key in place.documents if key in links])
    choice = Choice(link.document_id, decisions.print_of(link))
    return choice, kind, str(link.document)


def _decided(name: str, done: decisions.Decided) -> str:
    if not done.done:
        raise NotPossible(" ".join(done.problems))
    return name
