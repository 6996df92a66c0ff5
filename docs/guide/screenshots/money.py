"""Pictures of what is paid, voided and credited."""

from docs.guide.screenshots.desk import Desk


def settings(desk: Desk) -> None:
    """Receipts are recorded in Xero from now on."""
    desk.go("/settings/invoices/")
    desk.page.locator('[name="record_receipts"]').select_option(label="Yes")
    desk.page.locator('[name="receipts_account_id"]').select_option(index=1)
    heading = desk.page.get_by_role("heading", name="When an invoice is marked paid")
    account = desk.page.locator(".setting").filter(has_text="Bank account for receipts")
    desk.picture("paid-settings", since=heading, until=account)
    desk.press("Save")


def mark_paid(desk: Desk) -> None:
    desk.open("DEMO-1036")
    desk.choose("Mark paid")
    desk.page.get_by_label("Amount").fill("1500.00")
    desk.picture("paid-mark", until=desk.page.locator("form.sheet"))
    desk.press("Mark paid")


def receipts_preview(desk: Desk) -> None:
    desk.mark_paid("DEMO-1035")
    desk.demo.bookkeeper("pay", "DEMO-1034")
    desk.mark_paid("DEMO-1034")
    desk.demo.bookkeeper("books/credit", "DEMO-1033")
    desk.mark_paid("DEMO-1033")
    dialog = desk.prepare("DEMO-1036", "DEMO-1035", "DEMO-1034", "DEMO-1033")
    desk.press("Refresh", inside=dialog)
    dialog.get_by_text("settled by a credit").first.wait_for()
    desk.picture("paid-preview", since=dialog, until=dialog)
    desk.send()


def receipts(desk: Desk) -> None:
    desk.open("DEMO-1036")
    desk.picture("paid-receipts", since=desk.section("Receipts"), until=desk.section("In Xero"))


def void(desk: Desk) -> None:
    desk.demo.bookkeeper("pay", "DEMO-1030")
    desk.sync()
    desk.go("/invoices/")
    desk.tick("DEMO-1032", "DEMO-1031", "DEMO-1030")
    desk.choose("Void")
    desk.picture("void", until=desk.page.locator("form.sheet"))


def voided(desk: Desk) -> None:
    desk.press("Void 2 invoices")
    dialog = desk.dialog
    desk.picture("void-send", since=dialog, until=dialog)
    desk.send()


def voided_in_xero(desk: Desk) -> None:
    desk.demo.bookkeeper("books/void", "DEMO-1029")
    desk.sync()
    desk.open("DEMO-1029")
    desk.picture("voided-in-xero", until=desk.section("Details"))
