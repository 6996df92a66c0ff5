"""Pictures of syncing and of what differs."""

import time

from playwright.sync_api import expect

from docs.guide.screenshots.desk import Desk

PAID = [f"DEMO-{number}" for number in range(1001, 1008)]
POLL = "Every 15 minutes"
LOOKED_SECONDS_MAX = 30


def agreement(desk: Desk) -> None:
    desk.go("/differences/")
    desk.picture("differences-none", until=desk.page.get_by_role("table"))


def sync(desk: Desk) -> None:
    """Seven paid, and one each of what else a month brings."""
    for number in PAID:
        desk.demo.bookkeeper("pay", number)
    desk.demo.bookkeeper("pay", "DEMO-1008", Amount="1000")
    desk.demo.bookkeeper("books/credit", "DEMO-1009")
    desk.demo.bookkeeper("books/edit", "DEMO-1010", changes={"DueDate": "2027-03-31"})
    desk.go("/invoices/")
    desk.tick("DEMO-1010")
    desk.page.locator("summary", has_text="Action").last.click()
    desk.page.get_by_role("button", name="Bulk sync").click()
    desk.press("Sync")
    desk.wait_until_synced()
    # What follows counts bytes, which are others each time.
    desk.picture("sync", until=desk.section("What changed"), is_cut=True)


def keeping_in_step(desk: Desk) -> None:
    """Told by Xero, looked at a moment later; and what Tracker looks at by itself."""
    desk.demo.begin_webhooks()
    desk.demo.bookkeeper("pay", "DEMO-1011")
    desk.go("/plugins/keeping-in-step/")
    give_up_at = time.monotonic() + LOOKED_SECONDS_MAX
    while "1 of 40 changed" not in desk.section("Told by Xero").inner_text():
        assert time.monotonic() < give_up_at, "nothing was told"
        time.sleep(1)
        desk.page.reload()
    desk.demo.end_webhooks()
    desk.section(POLL).get_by_role("button", name="Run now").click()
    desk.wait_until_synced()
    desk.go("/plugins/keeping-in-step/")
    last = desk.section("Every month, in the night of the first")
    desk.picture("keeping-in-step", since=desk.section(POLL), until=last)


def differences(desk: Desk) -> None:
    desk.demo.bookkeeper("books/edit", "DEMO-1028", changes={"DueDate": "2027-03-31"})
    desk.demo.bookkeeper("books/edit", "DEMO-1027", changes={"Reference": "PO 9001"})
    desk.demo.bookkeeper("books/void", "DEMO-1026")
    desk.sync()
    desk.go("/differences/")
    read = desk.page.get_by_role("button", name="Read their lines")
    if read.count():
        read.click()
    expect(desk.page.get_by_role("cell", name="Reference", exact=True)).to_be_visible()
    desk.picture("differences", until=desk.page.get_by_role("table"))
