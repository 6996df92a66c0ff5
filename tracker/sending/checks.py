"""Whether a document can be sent, from what is already known: pure functions.

The preview and the sender ask the same question here, so what the dialog says is what happens.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from tracker.accounts_system.chart import go_together
from tracker.accounts_system.mapping import account_for, tax_type_for
from tracker.accounts_system.models import DocumentLink, Settings
from tracker.companies.models import Company
from tracker.documents.models import Document, Line, Scenario
from tracker.documents.tax import percent_of, treatment_of
from tracker.money import AmountsAre
from tracker.sending.context import Context
from tracker.sending.refusals import Refusal, refusal
from tracker.xero.invoice_statuses import APPROVED

RECODE = "Choose another one in {settings}, then apply it to {documents} already in Xero there."


@dataclass(frozen=True)
class Coding:
    """Where a line goes in Xero: account code and TaxType."""

    account: str
    tax_type: str


def problem(
    document: Document,
    company: Company,
    lines: Sequence[Line],
    context: Context,
    *,
    link: DocumentLink | None = None,
) -> Refusal | None:
    """The first thing that stands in the way of ``document``; None where nothing does.

    ``link`` where Xero has it already: what is approved there stays approved.
    """
    return next(_problems(document, company, lines, context, link), None)


def _problems(
    document: Document,
    company: Company,
    lines: Sequence[Line],
    context: Context,
    link: DocumentLink | None,
) -> Iterator[Refusal]:
    yield from _document_problems(document, context, link)
    yield from _registration_problems(document, company, lines, context)
    if context.settings is not None:
        yield from _line_problems(document, company, lines, context.coded_as(link))
    yield from _total_problems(document, lines)


def _document_problems(
    document: Document, context: Context, link: DocumentLink | None
) -> Iterator[Refusal]:
    if not document.is_approved:
        what = "is void" if document.is_void else "is a draft"
        sentence = f"{document.number or 'It'} {what}."
        yield refusal("not_approved", sentence, kind=document.kind)
    if document.already_in_xero:
        yield refusal(
            "already_in_xero",
            f"{_name(document)} is marked as already in Xero.",
            kind=document.kind,
        )
    words = context.words
    if document.books_date < context.connection.send_from_date:
        start = f"{context.connection.send_from_date:%d %b %Y}"
        yield refusal(
            "before_send_from",
            f"{words.titles} dated before {start} are not sent.",
            kind=document.kind,
        )
    if context.settings is None or not context.settings.confirmed:
        yield refusal(
            "settings_missing", f"{words.settings_page} are not confirmed yet.", kind=document.kind
        )
    elif not context.settings.status_on_arrival:
        yield refusal(
            "status_not_chosen", "Nobody has chosen the status on arrival yet.", kind=document.kind
        )
    elif arriving(context.settings, link) in APPROVED:
        yield from _approval_problems(document, context, link)
    if document.currency not in context.currencies:
        yield refusal(
            "currency_not_enabled",
            f"The organisation does not use {document.currency}.",
            kind=document.kind,
        )


def _registration_problems(
    document: Document, company: Company, lines: Sequence[Line], context: Context
) -> Iterator[Refusal]:
    """Approved when the supplier had a VAT number, which is gone since."""
    if context.words.is_payment and not company.vat_number and any(line.tax for line in lines):
        sentence = f"“{company.name}” has no VAT number, but {_name(document)} has VAT."
        yield refusal("supplier_not_registered", sentence, kind=document.kind)


def arriving(settings: Settings, link: DocumentLink | None) -> str:
    """The status it will have in Xero: what is past being a draft there stays what it is."""
    if link is not None and link.seen_status in (*APPROVED, "SUBMITTED"):
        return link.seen_status
    return settings.status_on_arrival


def _approval_problems(
    document: Document, context: Context, link: DocumentLink | None
) -> Iterator[Refusal]:
    is_approved = link is not None and link.seen_status in APPROVED
    if not context.may_approve and not is_approved:
        yield refusal(
            "plan_limit",
            f"The organisation's plan allows no more approved {context.words.in_xero}s.",
            kind=document.kind,
        )
    if context.lock_date is not None and document.books_date <= context.lock_date:
        until = f"{context.lock_date:%d %b %Y}"
        yield refusal(
            "period_locked", f"The books are locked in Xero until {until}.", kind=document.kind
        )


def _line_problems(
    document: Document, company: Company, lines: Sequence[Line], context: Context
) -> Iterator[Refusal]:
    if not lines:
        yield refusal(
            "no_lines",
            f"{_name(document)} has no lines.",
            "Add a line, then retry.",
            kind=document.kind,
        )
    for line in lines:
        found = line_problem(document, company, line, context)
        if found is not None:
            yield replace(found, fix=_recode(context)) if context.is_coded_before else found


def _recode(context: Context) -> str:
    words = context.words
    return RECODE.format(settings=words.settings_page, documents=words.many)


def line_problem(
    document: Document, company: Company, line: Line, context: Context
) -> Refusal | None:
    """What is wrong with a line's account or tax rate; None where nothing is."""
    coding = coding_of(document, company, line, context)
    if isinstance(coding, Refusal):
        return coding
    return _account_problem(coding, context) or _tax_problem(
        document, company, line, coding, context
    )


def coding_of(
    document: Document, company: Company, line: Line, context: Context
) -> Coding | Refusal:
    """The account and tax rate of a line, or why it has none: never a guess."""
    assert context.mapping is not None
    scenario = line.product.scenario if line.product else Scenario.OTHER.value
    treatment = treatment_of(line, company, kind=document.kind)
    account = line.account_override or account_for(context.mapping, scenario)
    if not account:
        label = context.words.scenarios.get(scenario, Scenario(scenario).label)
        return refusal(
            "account_not_mapped", f"No account is chosen for {label}.", kind=document.kind
        )
    if document.amounts_are == AmountsAre.NO_TAX:
        return Coding(account, "NONE")
    tax_type = line.tax_override or tax_type_for(context.mapping, scenario, treatment)
    if not tax_type:
        return refusal(
            "tax_not_mapped", f"No tax rate is chosen for {treatment.label}.", kind=document.kind
        )
    return Coding(account, tax_type)


def _account_problem(coding: Coding, context: Context) -> Refusal | None:
    account = context.accounts.get(coding.account)
    if account is None:
        return refusal(
            "account_invalid", f"Xero has no account {coding.account}.", kind=context.words.value
        )
    named = f"Account {account.code} ({account.name})"
    if account.status != "ACTIVE":
        return refusal(
            "account_archived", f"{named} is archived in Xero.", kind=context.words.value
        )
    if account.type == "BANK" or account.system_account in ("DEBTORS", "CREDITORS"):
        return refusal(
            "account_invalid",
            f"{named} cannot be used on {context.words.in_xero}s.",
            kind=context.words.value,
        )
    return None


def _tax_problem(
    document: Document, company: Company, line: Line, coding: Coding, context: Context
) -> Refusal | None:
    rate = context.tax_rates.get(coding.tax_type)
    if rate is None or rate.status != "ACTIVE":
        return refusal(
            "tax_invalid", f"Xero has no tax rate {coding.tax_type} in use.", kind=document.kind
        )
    account = context.accounts[coding.account]
    if not go_together(rate, account):
        where = f"with account {account.code} ({account.name})"
        return refusal(
            "tax_invalid", f"Tax rate {rate.name} cannot be used {where}.", kind=document.kind
        )
    ours = percent_of(treatment_of(line, company, kind=document.kind))
    if document.amounts_are != AmountsAre.NO_TAX and _percent(rate.effective_rate) != ours:
        return refusal(
            "tax_differs",
            f"Tax rate {rate.name} is {_percent(rate.effective_rate):f} % in Xero, "
            f"but the line has {ours:f} %.",
            kind=document.kind,
        )
    return None


def _total_problems(document: Document, lines: Sequence[Line]) -> Iterator[Refusal]:
    if document.gross < 0:
        yield refusal(
            "total_negative", f"The total of {_name(document)} is below zero.", kind=document.kind
        )
    net = sum((line.net for line in lines), Decimal(0))
    tax = sum((line.tax for line in lines), Decimal(0))
    if (net, tax, net + tax) != (document.net, document.tax, document.gross):
        yield refusal(
            "totals_differ",
            f"The lines of {_name(document)} do not add up to its total.",
            kind=document.kind,
        )


def _percent(rate: Decimal | None) -> Decimal:
    return (rate or Decimal(0)).normalize()


def _name(document: Document) -> str:
    return document.number or "The draft"
