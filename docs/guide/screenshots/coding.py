"""A picture of a changed mapping, applied to what Xero has already."""

from docs.guide.screenshots.desk import Desk


def recoding(desk: Desk) -> None:
    """January is locked, so what is dated then is left out."""
    desk.demo.sandbox("books/lock", PeriodLockDate="2027-01-31")
    desk.go("/settings/invoices/")
    desk.press("Refresh")
    account = desk.page.get_by_label("Account for Expenses")
    options = account.locator("option").all_inner_texts()
    chosen = next(each for each in options if "Other Revenue" in each)
    account.select_option(label=chosen)
    desk.press("Save")
    desk.page.get_by_role("link", name="Apply to invoices already in Xero").first.click()
    desk.picture("recoding", until=desk.section("Left out").locator("tbody tr").nth(1), is_cut=True)
