"""A council's quarter of payments arrives as bills, to the penny, in few calls."""

from decimal import Decimal
from math import ceil
from pathlib import Path

import httpx2
import pytest
from django.conf import settings as configured
from django.db.models import Sum
from django.test import override_settings

from tests.sending.desk import Desk
from tracker.accounts_system import settings
from tracker.accounts_system.heads import read_heads
from tracker.accounts_system.models import CompanyLink, ProductLink
from tracker.agencies.events import TRACKER
from tracker.companies.models import Company
from tracker.documents.csv_import.apply import apply_import
from tracker.documents.csv_import.mapping import mapping_from_json
from tracker.documents.csv_import.planning import plan_import
from tracker.documents.models import Document
from tracker.sending import same_company
from tracker.sending.unsent import to_send

READS = 3
"""Contacts and items, which came with connecting, are looked at once more; so are the bills, after
the click, as Xero would take what somebody typed in meanwhile a second time.
"""


def map_payments(desk: Desk) -> None:
    settings.save(
        desk.connection,
        kind="payment",
        by=desk.office.owner,
        accounts={"default": "320"},
        tax_rates={"default": "INPUT2"},
        treatments={"standard": "INPUT2", "outside": "NONE"},
        status_on_arrival="AUTHORISED",
        auto_create_companies=True,
        auto_create_items=True,
    )


@pytest.fixture
def unlimited(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    """What is counted are the calls, not the minutes that the limits make of them."""
    monkeypatch.setattr("tracker.accounts_system.limits.CALLS_A_MINUTE", 100_000)
    httpx2.post(f"{desk.sandbox.url}/_sandbox/limits", json={"tier": "off"})


def take_quarter(desk: Desk, shared: Path) -> None:
    mapping = mapping_from_json((shared / "data/oxford.map.json").read_bytes(), kind="payment")
    with (shared / "data/oxford-supplier-payments-2016-q3.csv").open("rb") as file:
        plan = plan_import(
            kind="payment",
            agency=desk.office.agency,
            entity=desk.office.entity,
            file=file,
            mapping=mapping,
        )
    apply_import(plan, by=TRACKER)


def send_all(desk: Desk) -> tuple[list[str], list[str]]:
    """Everything that is to be sent: the causes of what was refused, and the calls made."""
    before = len(desk.calls())
    wanted = list(to_send(desk.connection, "payment"))
    # No worker takes the jobs here, so nobody else's turn comes, however slow the machine.
    with override_settings(SENDING={**configured.SENDING, "LANE_TURN_SECONDS": 600}):
        sent = desk.send(*wanted) if wanted else []
    return [each.cause for each in sent if each.cause], desk.calls()[before:]


def nets(desk: Desk) -> tuple[int, Decimal]:
    bills = desk.in_xero()
    assert {each["Type"] for each in bills} <= {"ACCPAY"}
    return len(bills), sum((Decimal(str(each["SubTotal"])) for each in bills), Decimal(0))


def floor() -> int:
    """As few calls as Xero's limits allow for what has gone."""
    counts = (CompanyLink.objects.count(), ProductLink.objects.count())
    return ceil(counts[0] / 50) + ceil(counts[1] / 500)


@pytest.mark.needs_shared
@pytest.mark.usefixtures("unlimited")
def test_a_quarter_of_real_payments_arrives_to_the_penny_but_for_two_namesakes(
    desk: Desk, shared: Path
) -> None:
    map_payments(desk)
    take_quarter(desk, shared)
    read_heads(desk.connection)
    causes, calls = send_all(desk)
    assert causes == ["company_twice"] * 11
    assert nets(desk) == (3053, Decimal("12850395.23"))
    assert len(calls) == ceil(3053 / 50) + floor() + READS
    canons = Company.objects.filter(name_key="canon (uk) ltd").order_by("reference")
    assert set(Document.objects.filter(company__in=canons)) == set(
        to_send(desk.connection, "payment")
    )
    assert_namesakes_made_one_arrive(desk, *canons)
    causes, calls = send_all(desk)
    assert (causes, calls) == ([], [])


def assert_namesakes_made_one_arrive(desk: Desk, keep: Company, other: Company) -> None:
    same_company.same(keep=keep, other=other, by=desk.office.owner)
    causes, calls = send_all(desk)
    assert causes == []
    assert sum(call.startswith("PUT") for call in calls) == 2, calls
    ours = Document.objects.aggregate(net=Sum("net"))["net"]
    assert nets(desk) == (3064, ours) == (3064, Decimal("12860368.57"))
