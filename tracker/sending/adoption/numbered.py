"""What Xero has under the numbers of ours that it has no link to.

An invoice's number is taken once and for all, by whomever. Bills may share one: there only a bill
of the same supplier may be ours, and only while it lives and nobody has said that it is another.
"""

from collections.abc import Sequence
from uuid import UUID

from django.db.models import QuerySet

from tracker.accounts_system import marks
from tracker.accounts_system.models import Connection, Head
from tracker.documents.kinds import KindWords, words_for
from tracker.documents.models import Document
from tracker.sending.adoption.contacts import Contacts
from tracker.sending.adoption.look_alikes import free_heads, said_to_be_others
from tracker.sending.adoption.numbers import heads_by_number, number_key


def numbered_in_xero(
    connection: Connection, kind: str, documents: Sequence[Document], contacts: Contacts
) -> dict[UUID, list[Head]]:
    """By document, what stands in its way: a handful of queries for any number."""
    words = words_for(kind)
    numbers = [each.books_number for each in documents if each.number]
    heads = heads_by_number(_heads(connection, words), numbers)
    if words.has_unique_number:
        found = {each.pk: heads.get(number_key(each.books_number), []) for each in documents}
    else:
        others = said_to_be_others(connection)
        installation = marks.installation_id()
        found = {
            each.pk: [
                head
                for head in heads.get(number_key(each.books_number), [])
                if (each.pk, head.remote_id) not in others
                and _may_be(each, head, contacts, marks.document_of(head.mark, installation))
            ]
            for each in documents
        }
    return {key: alike for key, alike in found.items() if alike}


def _heads(connection: Connection, words: KindWords) -> QuerySet[Head]:
    if words.has_unique_number:
        return Head.objects.filter(connection=connection, type=words.xero_type)
    return free_heads(connection, words.value)


def _may_be(document: Document, head: Head, contacts: Contacts, marked: UUID | None) -> bool:
    """By our mark, which counts whatever became of it; else by the supplier."""
    if marked is not None:
        return marked == document.pk
    return contacts.sameness(document.company_id, head.contact_id) is not None
