"""`make screenshots`: takes every picture of the guide anew, into docs/images.

Two demos are started, each in a folder of its own that is gone afterwards: one whose books in Xero
are new, and one whose books half hold the invoices already. A picture shows what the ones before it
left behind, so they are taken in this order.
"""

from collections.abc import Callable, Sequence

from docs.guide.screenshots import (
    adopting,
    coding,
    companies,
    in_step,
    money,
    payments,
    sending,
)
from docs.guide.screenshots.demo import running_demo
from docs.guide.screenshots.desk import Desk, desk_at

Picture = Callable[[Desk], None]

NEW_COMPANY: Sequence[Picture] = (
    sending.plugins,
    sending.preview,
    sending.sent,
    in_step.agreement,
    sending.updating,
    sending.changed_in_xero,
    money.settings,
    money.mark_paid,
    money.receipts_preview,
    money.receipts,
    money.void,
    money.voided,
    money.voided_in_xero,
    in_step.sync,
    in_step.keeping_in_step,
    in_step.differences,
    payments.settings,
    payments.writing,
    payments.preview,
    payments.sent,
    payments.mark_paid,
    payments.pair,
    payments.listed,
    payments.updating,
    coding.recoding,
)
MESSY: Sequence[Picture] = (
    adopting.found,
    adopting.same,
    adopting.doubtful,
    adopting.only_in_xero,
    companies.choose,
    companies.banking,
    companies.details,
    payments.adopting,
    payments.confirming,
)


def main() -> None:
    _take(NEW_COMPANY, story="new_company")
    _take(MESSY, story="messy")


def _take(pictures: Sequence[Picture], *, story: str) -> None:
    with running_demo(story=story) as demo, desk_at(demo) as desk:
        for take in pictures:
            take(desk)


if __name__ == "__main__":
    main()
