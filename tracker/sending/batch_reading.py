"""What a batch reads of Xero before it writes, and what a refusal makes it read afterwards."""

from tracker.accounts_system import contacts, heads, lists
from tracker.accounts_system.models import CompanyLink, DocumentLink, ProductLink
from tracker.documents.kinds import words_for
from tracker.documents.models import Line
from tracker.sending.round import Round


def read_before(this_round: Round) -> None:
    """Contacts, items and heads, where this batch needs them newer than they are.

    Raises what reading raises.
    """
    connection, number = this_round.connection, this_round.batch.number
    if _needs_contacts(this_round):
        contacts.read_both(connection, batch_number=number)
    if _needs_heads(this_round):
        heads.read_heads(connection, batch_number=number)


def read_what_was_named(this_round: Round) -> None:
    """What a refusal named is read again at once, so that the next preview knows."""
    if this_round.lists_named:
        lists.refresh(
            this_round.connection,
            sorted(this_round.lists_named),
            batch_number=this_round.batch.number,
        )


def _needs_contacts(this_round: Round) -> bool:
    """What goes on after a short wait has been matched: who matched it read them after the click.

    Where something has still to be matched or created, they are read as they are now.
    """
    connection, clicked_at = this_round.connection, this_round.batch.clicked_at
    ready = this_round.ready_deliveries()
    read_at = contacts.both_read_at(connection)
    if clicked_at is None or read_at is None or read_at < clicked_at:
        return ready.exists()
    if not contacts.is_recent(read_at):
        return ready.exists()
    companies = CompanyLink.objects.filter(connection=connection).values("company")
    products = ProductLink.objects.filter(connection=connection).values("product")
    lines = Line.objects.filter(document__in=ready.values("document"))
    return (
        ready.exclude(document__company__in=companies).exists()
        or lines.exclude(product=None).exclude(product__in=products).exists()
    )


def _needs_heads(this_round: Round) -> bool:
    """An update needs the heads as they are after the click, whatever was read before it.

    So does a bill that is new: one that somebody typed in meanwhile is seen by nobody but us.
    """
    read_at = this_round.connection.heads_read_at
    if read_at is None:
        return True
    clicked_at = this_round.batch.clicked_at
    if clicked_at is not None and clicked_at < read_at and contacts.is_fresh(read_at):
        return False
    ready = this_round.ready_deliveries()
    if not words_for(this_round.batch.kind).has_unique_number:
        return ready.exists()
    linked = DocumentLink.objects.filter(connection=this_round.connection).values("document")
    return ready.filter(document__in=linked).exists()
