"""Pictures of an organisation in which half the invoices were typed in by hand."""

from playwright.sync_api import Locator

from docs.guide.screenshots.desk import Desk


def found(desk: Desk) -> None:
    desk.go("/adopt/")
    desk.press("Refresh")
    desk.go("/plugins/")
    banner = desk.page.get_by_text("to be in Xero already").last
    desk.picture("adopt-found", until=banner)


def same(desk: Desk) -> None:
    desk.page.get_by_role("link", name="look at them before you send").first.click()
    desk.picture("adopt", until=_rows(desk, "The same invoice").nth(4), is_cut=True)


def doubtful(desk: Desk) -> None:
    """What is left once those that agree were adopted."""
    desk.page.locator("[data-adopt-ticked]").click()
    desk.page.get_by_text("Nothing was sent.").wait_for()
    other = desk.section("The same under another number")
    last = _rows(desk, "The same number, but something differs").nth(1)
    desk.picture("adopt-doubtful", since=other, until=last, is_cut=True)


def only_in_xero(desk: Desk) -> None:
    desk.go("/differences/?show=xero")
    desk.picture(
        "differences-only-in-xero", until=desk.page.locator("tbody tr").nth(7), is_cut=True
    )


def _rows(desk: Desk, heading: str) -> Locator:
    return desk.section(heading).locator("tbody tr")
