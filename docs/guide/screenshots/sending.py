"""Pictures of the first send, and of changing and sending again."""

from docs.guide.screenshots.desk import Desk

SENT = ("DEMO-1040", "DEMO-1039", "DEMO-1038")


def plugins(desk: Desk) -> None:
    desk.go("/plugins/")
    desk.picture("plugins", until=desk.section("Xero PlugIn"))


def preview(desk: Desk) -> None:
    dialog = desk.prepare(*SENT)
    desk.picture("send-preview", since=dialog, until=dialog)


def sent(desk: Desk) -> None:
    dialog = desk.send()
    desk.picture("send", since=dialog, until=dialog)
    desk.demo.tracker("send", "--all", "--wait")


def updating(desk: Desk) -> None:
    """Two changes, one that Xero no longer allows, and none."""
    desk.change("DEMO-1040", due_date="2027-04-15")
    desk.change("DEMO-1039", reference="PO 8120")
    desk.change("DEMO-1037", line_unit_price="540")
    desk.demo.bookkeeper("pay", "DEMO-1037")
    dialog = desk.prepare("DEMO-1040", "DEMO-1039", "DEMO-1038", "DEMO-1037")
    desk.press("Refresh", inside=dialog)
    dialog.get_by_text("cannot change once").first.wait_for()
    desk.picture("update-preview", since=dialog, until=dialog)


def changed_in_xero(desk: Desk) -> None:
    """What nobody here has seen is refused first; then a person sees both, and decides."""
    desk.demo.bookkeeper("books/edit", "DEMO-1039", changes={"Reference": "PO 8201"})
    desk.send()
    dialog = desk.prepare("DEMO-1039")
    dialog.get_by_text("replaces what was changed in Xero").wait_for()
    desk.picture("update-changed-in-xero", since=dialog, until=dialog)
    desk.send()
