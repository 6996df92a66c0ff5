"""What the settings pages say of a kind of document beside its fields."""

from dataclasses import dataclass

from tracker.documents.kinds import KindWords

AMOUNTS = [
    ("exclusive", "Exclusive: VAT is added"),
    ("inclusive", "Inclusive: VAT is in them"),
    ("no_tax", "No tax"),
]
YES_NO = [("yes", "Yes"), ("no", "No")]
ARRIVALS = [("DRAFT", "Draft"), ("SUBMITTED", "Awaiting approval"), ("AUTHORISED", "Authorised")]


@dataclass(frozen=True)
class Arrival:
    """A status on arrival with what it means for the VAT return."""

    value: str
    name: str
    means: str


def arrivals(words: KindWords) -> list[Arrival]:
    owed = "you owe it, it can be paid" if words.is_payment else "it is owed to you"
    means = {
        "DRAFT": "Not in your VAT return until somebody approves it in Xero.",
        "SUBMITTED": "Waits in Xero for an approver, and is not in your VAT return until then.",
        "AUTHORISED": f"Counts at once: {owed}, and in your VAT return by its date.",
    }
    return [Arrival(value, name, means[value]) for value, name in ARRIVALS]


def amounts_help(words: KindWords) -> str:
    return f"For {words.many} created from now on; each {words.one} keeps its own."


def recording_help(words: KindWords) -> str:
    what = (
        "a payout goes to Xero, on the bill,"
        if words.is_payment
        else "what is marked paid here goes to Xero as a payment"
    )
    return (
        f"Yes: {what} with the next Send."
        " No: Xero hears of it from the bank feed, and Sync brings it back."
    )


def bank_account_needed(words: KindWords) -> str:
    way = "leave from" if words.is_payment else "go to"
    return f"Choose the bank account in Xero that {words.money}s {way}."
