"""Numbers: given on approval from the entity's prefix and counter, never reused."""

from collections.abc import Iterable, Sequence

from django.db import transaction

from tracker.agencies import events
from tracker.agencies.events import By
from tracker.agencies.models import Entity
from tracker.agencies.not_possible import NotPossible
from tracker.documents import limits
from tracker.documents.kinds import words_for
from tracker.documents.models import Document

COUNTER_MAX = 2_000_000_000


def take_number(entity_id: int, kind: str) -> str:
    """The next free number. The entity's row stays locked until the transaction ends."""
    # An import holds this row too; a mere mention of the entity (a new draft) need not wait for it.
    entity = Entity.objects.select_for_update(no_key=True).get(id=entity_id)
    prefix, counter = entity.prefix_of(kind), entity.next_number_of(kind)
    while _is_used(entity, kind, f"{prefix}{counter}"):
        counter += 1
    Entity.objects.filter(id=entity.id).update(**{f"next_{kind}_number": counter + 1})
    return f"{prefix}{counter}"


@transaction.atomic
def set_numbering(*, entity: Entity, kind: str, prefix: str, next_number: int, by: By) -> None:
    """Choose how the next documents of that kind are numbered. Raises ``NotPossible``."""
    prefix = prefix.strip()
    if not 0 < next_number < COUNTER_MAX:
        raise NotPossible(f"The next number is 1 or more, and less than {COUNTER_MAX:,}.")
    if len(prefix) > 20:
        raise NotPossible("A prefix has at most 20 characters.")
    if problem := limits.number_problem(f"{prefix}{next_number}"):
        raise NotPossible(problem)
    locked = Entity.objects.select_for_update().get(id=entity.id)
    if (locked.prefix_of(kind), locked.next_number_of(kind)) == (prefix, next_number):
        return
    chosen = {f"{kind}_prefix": prefix, f"next_{kind}_number": next_number}
    Entity.objects.filter(id=entity.id).update(**chosen)
    entity.refresh_from_db(fields=chosen.keys())
    sentence = f"The next {words_for(kind).one} will be {prefix}{next_number}."
    events.record(entity.agency, "entity", entity.id, sentence, by=by)


@transaction.atomic
def move_past(entity: Entity, kind: str, numbers: Iterable[str], *, by: By) -> str:
    """Never give any of these numbers: they are used elsewhere. The next one, '' where none moved.

    Those with another prefix, or without a number after it, are nobody's here.
    """
    locked = Entity.objects.select_for_update(no_key=True).get(id=entity.id)
    prefix, counter = locked.prefix_of(kind), locked.next_number_of(kind)
    tails = [each[len(prefix) :] for each in numbers if each.startswith(prefix)]
    used = [int(tail) for tail in tails if tail.isdecimal() and int(tail) < COUNTER_MAX - 1]
    if not used or max(used) < counter:
        return ""
    Entity.objects.filter(id=entity.id).update(**{f"next_{kind}_number": max(used) + 1})
    sentence = f"The next {words_for(kind).one} will be {prefix}{max(used) + 1}."
    events.record(entity.agency, "entity", entity.id, sentence, by=by)
    return f"{prefix}{max(used) + 1}"


def digests_of(entity: Entity, kind: str, numbers: Sequence[str]) -> dict[str, str]:
    """Those of the numbers that are used, by a document now or before it was issued again under
    another, each with the document's import digest.
    """
    mine = Document.objects.filter(entity=entity, kind=kind)
    # An ended link to the accounts system keeps the number that the document had then.
    before = mine.filter(former_links__number__in=numbers)
    pairs = before.values_list("former_links__number", "imported_digest")
    now = mine.filter(number__in=numbers).values_list("number", "imported_digest")
    return {number or "": digest for number, digest in pairs.union(now)}


def _is_used(entity: Entity, kind: str, number: str) -> bool:
    return bool(digests_of(entity, kind, [number]))
