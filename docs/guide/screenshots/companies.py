"""Pictures of a company's Banking Information, where contacts were typed in by hand."""

from docs.guide.screenshots.desk import Desk


def choose(desk: Desk) -> None:
    """Linked to one of two that are called the same; somebody looks for the other."""
    desk.open_company("Dunmore Care Homes Ltd")
    desk.page.get_by_role("link", name="Choose").click()
    desk.picture("banking-choose", until=desk.page.get_by_role("table"))


def banking(desk: Desk) -> None:
    desk.open_company("Fenwick Foods Ltd")
    part = desk.section("Banking Information")
    desk.picture("banking-information", since=part, until=part)


def details(desk: Desk) -> None:
    desk.press("Update details in Xero")
    desk.picture("banking-details", until=desk.page.get_by_role("button", name="Update in Xero"))
