"""The send page of payments in a browser: nothing of a reason is cut away."""

from tests.journeys.conftest import At
from tests.sending.desk import Desk


def test_a_long_suppliers_number_leaves_the_reasons_their_room(desk: Desk, desk_of: At) -> None:
    long = desk.payment(supplier_number=f"JC/{'7' * 200}")
    blocked = desk.payment(supplier_number="INV-2026-00117/A", account="999")
    batch = desk.prepared(long, blocked)
    page = desk_of(desk.office.owner, viewport={"width": 1440, "height": 900}).new_page()
    page.goto(f"/batches/{batch.number}/send/")
    page.get_by_text("Xero has no account 999.").wait_for()
    table = page.locator("#send .table-scroll").first
    assert table.evaluate("each => each.scrollWidth - each.clientWidth") == 0
