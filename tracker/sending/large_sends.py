"""Whether a send has just written so much that Xero's word of it is read at once.

What changed since the last reading holds our own writes too. After a large send that is much to
read, and nobody who asks for a sync later should wait for it.
"""

from tracker.accounts_system.models import Call, Connection
from tracker.sending.models import OPEN, Delivery

LARGE = 200
"""Documents written since heads were last read; fewer cost a sync little."""
CALLS_LOOKED_AT_MAX = 50
WRITES = (Call.Purpose.CREATE_DOCUMENTS, Call.Purpose.UPDATE_DOCUMENTS)


def is_to_be_read(tenant_id: str) -> bool:
    """Whether a large send is over, and nobody has read since what it wrote."""
    connection = Connection.objects.filter(tenant_id=tenant_id, disconnected_at=None).first()
    if connection is None or connection.heads_read_at is None:
        return False
    if Delivery.objects.filter(batch__connection=connection, state__in=OPEN).exists():
        return False
    written = Call.objects.filter(
        connection=connection, settled_at__gt=connection.heads_read_at, purpose__in=WRITES
    )
    elements = written.order_by("pk").values_list("elements", flat=True)[:CALLS_LOOKED_AT_MAX]
    return sum(map(len, elements)) >= LARGE
