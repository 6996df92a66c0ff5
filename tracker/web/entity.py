"""Which of the agency's legal entities a page is about."""

from tracker.agencies.models import Entity
from tracker.web.access import Request, own


def the_entity(request: Request) -> Entity:
    """The agency's first entity; there is one by default, and then it is never shown."""
    return own(request, Entity).order_by("pk")[0]
