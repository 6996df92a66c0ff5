"""Documents are sent; batches are stopped, paused and retried; Xero is looked at."""

from random import Random

from tests.histories.office import KINDS, Place, one_of
from tracker.documents.models import Document
from tracker.sending import batches
from tracker.sending.corrections import recoding
from tracker.sending.models import OPEN, Batch
from tracker.sending.unsent import to_send
from tracker.syncing import syncs
from tracker.syncing.models import Sync


def send_some(place: Place, draw: Random) -> str:
    kind = draw.choice(KINDS)
    return _sent(place, draw, kind, place.some(draw, kind))


def send_all(place: Place, draw: Random) -> str:
    """Of each kind what there is to send, as the button on its page does."""
    said = []
    for kind in KINDS:
        wanted = list(to_send(place.connection(), kind))
        if wanted:
            said.append(_sent(place, draw, kind, wanted))
    return ", ".join(said) or "nothing"


def _sent(place: Place, draw: Random, kind: str, documents: list[Document]) -> str:
    by = place.somebody(draw)
    wanted = Document.objects.filter(pk__in=[document.pk for document in documents])
    batch = batches.prepare(agency=place.office.agency, kind=kind, documents=wanted, by=by)
    if draw.random() < 0.05:
        return f"looked at {len(documents)} {kind}s and sent none"
    only_first = draw.random() < 0.05
    batches.send(batch=batch, by=by, only_first=only_first)
    return f"{len(documents)} {kind}s in {batch}"


def stop(place: Place, draw: Random) -> str:
    batch = _moving(place, draw)
    return f"{batch}: {batches.stop(batch=batch, by=place.somebody(draw))} left"


def pause(place: Place, draw: Random) -> str:
    batch = _moving(place, draw)
    batches.pause(batch=batch, by=place.somebody(draw))
    return str(batch)


def go_on(place: Place, draw: Random) -> str:
    paused = Batch.objects.exclude(paused_at=None).order_by("number")
    batch = one_of(draw, paused)
    batches.resume(batch=batch, by=place.somebody(draw))
    return str(batch)


def retry(place: Place, draw: Random) -> str:
    rows = Batch.objects.filter(deliveries__state__in=batches.RETRIED, clicked_at__isnull=False)
    old = one_of(draw, rows.distinct().order_by("-number")[:3])
    by = place.somebody(draw)
    again = batches.send(batch=batches.retry(batch=old, by=by), by=by)
    return f"{old} as {again}"


def recode(place: Place, draw: Random) -> str:
    """Look at what another mapping would change, read what is unread, and send it."""
    kind, connection, by = draw.choice(KINDS), place.connection(), place.somebody(draw)
    recoding.read_unread(connection, recoding.look(connection, kind))
    batch = batches.send(batch=recoding.prepare(connection, kind, by=by), by=by)
    return f"{batch.deliveries.count()} {kind}s in {batch}"


def sync_view(place: Place, draw: Random) -> str:
    kind = draw.choice(KINDS)
    _ask(place, draw, kind, [])
    return f"all {kind}s"


def sync_ticked(place: Place, draw: Random) -> str:
    kind = draw.choice(KINDS)
    documents = place.some(draw, kind)
    _ask(place, draw, kind, documents)
    return f"{len(documents)} {kind}s"


def _ask(place: Place, draw: Random, kind: str, documents: list[Document]) -> None:
    """A worker carries it out when it comes to it."""
    syncs.ask(
        connection=place.connection(),
        why=Sync.Why.PERSON,
        by=place.somebody(draw),
        kind=kind,
        documents=[document.pk for document in documents],
    )


def _moving(place: Place, draw: Random) -> Batch:
    """One with something on its way."""
    rows = Batch.objects.filter(deliveries__state__in=OPEN).distinct()
    return one_of(draw, rows.order_by("number"))
