"""About how long a send takes: counted in calls, never measured.

Xero answers a write in about a second and a half, allows 60 calls a minute
(https://developer.xero.com/faq/limits), and four of ours are in flight at once.
"""

from math import ceil

from django.conf import settings
from django.db.models import QuerySet

from tracker.accounts_system.limits import CALLS_A_MINUTE, MINUTE
from tracker.accounts_system.models import CompanyLink, Connection, ProductLink
from tracker.companies.models import Company
from tracker.documents.models import Document, Product
from tracker.xero import contacts, invoices, items

ANSWER_SECONDS = 1.5


def seconds_for(*, companies: int, products: int, documents: int) -> int:
    """Seconds to create so many contacts and items and then to send so many documents."""
    stages = [
        ceil(companies / contacts.MAX_PER_CALL),
        ceil(products / items.MAX_PER_CALL),
        ceil(documents / invoices.MAX_PER_CALL),
    ]
    in_flight = settings.SENDING["CALLS_IN_FLIGHT"]
    answers = sum(ceil(calls / in_flight) for calls in stages) * ANSWER_SECONDS
    minutes = (sum(stages) - 1) // CALLS_A_MINUTE if sum(stages) else 0
    return ceil(max(answers, minutes * MINUTE.total_seconds()))


def seconds_left(connection: Connection, documents: QuerySet[Document]) -> int:
    """The same for documents that wait to be sent: three counts."""
    waiting = documents.order_by()
    companies = Company.objects.filter(documents__in=waiting).exclude(
        pk__in=CompanyLink.objects.filter(connection=connection).values("company")
    )
    products = Product.objects.filter(line__document__in=waiting).exclude(
        pk__in=ProductLink.objects.filter(connection=connection).values("product")
    )
    return seconds_for(
        companies=companies.distinct().count(),
        products=products.distinct().count(),
        documents=waiting.count(),
    )
