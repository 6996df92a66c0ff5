"""Who is written on a document plays its part: a client on invoices, a supplier on payments."""

from collections.abc import Iterable
from uuid import UUID

from tracker.agencies import events
from tracker.agencies.events import By, Happening
from tracker.agencies.models import Agency
from tracker.companies.models import Company
from tracker.documents.kinds import words_for


def give_role(companies: Iterable[UUID], *, kind: str, agency: Agency, by: By) -> None:
    """Have companies, by their ids, be what documents of that kind need, and say so once."""
    words = words_for(kind)
    lacking = Company.objects.filter(
        agency=agency, id__in=list(companies), **{words.company_role: False}
    )
    ids = list(lacking.order_by("id").select_for_update().values_list("id", flat=True))
    if not ids:
        return
    Company.objects.filter(id__in=ids).update(**{words.company_role: True})
    sentence = f"Is a {words.company_is} now: its first {words.one} was written."
    events.record_all(agency, [Happening("company", id, sentence) for id in ids], by=by)
