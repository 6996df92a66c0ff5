"""Pictures of payments: what suppliers are owed, and what Xero has of it as bills."""

from docs.guide.screenshots.desk import Desk

PAYMENTS = "payments"
BILL = "ACCPAY"
SENT = ("PAY-1017", "PAY-1015", "PAY-1008")
PAID_AND_OPEN = ("PAY-1016", "PAY-1015")
SPELLED_OTHERWISE = "KEYSTONE UMBRELLA LTD"


def settings(desk: Desk) -> None:
    desk.go("/settings/payments/")
    part = desk.section("Accounts System")
    until = desk.page.locator(".setting").filter(has_text="Auto Create Payment items")
    desk.picture("payment-settings", since=part, until=until)


def writing(desk: Desk) -> None:
    """A train ticket that a supplier bills besides the days; the margin follows as it is typed."""
    desk.go("/payments/new/")
    desk.fill(
        company="Sutherland Data Ltd",
        supplier_number="SD-0120",
        supplier_date="2027-02-26",
        date="2027-03-01",
        invoice="DEMO-1022",
        line_description="Train to the client, two returns",
        line_quantity="1",
        line_unit_price="64.20",
    )
    desk.page.locator('[name="line-0-unit_price"]').press("Tab")
    margin = desk.page.locator("#totals").filter(has_text="Margin")
    margin.wait_for()
    desk.picture("payment-new", until=margin, is_cut=True)
    desk.press("Save draft")
    desk.press("Approve")


def preview(desk: Desk) -> None:
    """Three of them; one waits, because somebody wrote its supplier down twice."""
    _write_down_twice(desk)
    dialog = desk.prepare(*SENT, of=PAYMENTS)
    desk.picture("payment-send-preview", since=dialog, until=dialog)


def sent(desk: Desk) -> None:
    """The one that waited goes with the others, once the two are one company."""
    desk.send()
    desk.open_company("Keystone Umbrella Ltd")
    heading = "Another company is called the same"
    part = desk.section(heading)
    desk.picture("same-company", since=part, until=part)
    part.get_by_label("Same company: keep Keystone Umbrella Ltd", exact=False).first.click()
    desk.press("Same company")
    desk.demo.tracker("send", "--payments", "--wait", "PAY-1016")
    desk.demo.sandbox("books/cis", contact="Keystone Umbrella Ltd", rate=20)
    desk.demo.tracker("send", "--all", "--payments", "--wait")


def mark_paid(desk: Desk) -> None:
    """What Xero keeps back of it for the tax office is not due to the supplier."""
    desk.open("PAY-1017", of=PAYMENTS)
    desk.choose("Mark paid")
    desk.picture("payment-mark-paid", until=desk.page.locator("form.sheet"))
    desk.press("Mark paid")


def pair(desk: Desk) -> None:
    """A payment that is part paid in Xero, beside what else its invoice costs."""
    desk.demo.bookkeeper("pay", "SD-0104", Type=BILL, Amount="1000")
    desk.demo.bookkeeper("pay", "PAY-1016", Type=BILL, Amount="500")
    desk.sync()
    desk.open("PAY-1004", of=PAYMENTS)
    desk.picture("payment", until=desk.section("Belongs to invoice DEMO-1022"))


def listed(desk: Desk) -> None:
    desk.go("/payments/")
    desk.picture("payments", until=desk.page.locator("tbody tr").nth(8), is_cut=True)


def updating(desk: Desk) -> None:
    """Nothing changes on a bill that somebody has paid; another one may."""
    for number in PAID_AND_OPEN:
        desk.change(number, of=PAYMENTS, due_date="2027-03-31")
    dialog = desk.prepare(*PAID_AND_OPEN, of=PAYMENTS)
    dialog.get_by_text("cannot change once").first.wait_for()
    desk.picture("payment-update", since=dialog, until=dialog)


def adopting(desk: Desk) -> None:
    """Bills that were typed in by hand; one of them twice."""
    desk.go("/adopt/payments/")
    desk.press("Refresh")
    rows = desk.section("The same payment").locator("tbody tr")
    desk.picture("adopt-bills", until=rows.nth(4), is_cut=True)


def confirming(desk: Desk) -> None:
    """A supplier that Xero has under its name, but of whom nobody here has said so."""
    desk.open_company("Keystone Umbrella Ltd")
    part = desk.section("Banking Information")
    desk.picture("supplier-confirm", since=part, until=part)


def _write_down_twice(desk: Desk) -> None:
    desk.go("/companies/new/")
    desk.fill(name=SPELLED_OTHERWISE)
    desk.page.get_by_label("Supplier: they bill us").check()
    desk.page.get_by_role("button", name="Save", exact=True).last.click()
    desk.section("Another company is called the same").wait_for()
