from tracker.accounts_system.models.call import Attempt, Call
from tracker.accounts_system.models.connection import Connection, TokenSet
from tracker.accounts_system.models.consent import Consent
from tracker.accounts_system.models.lane import Lane
from tracker.accounts_system.models.link import (
    CompanyLink,
    DocumentLink,
    FormerLink,
    ProductLink,
    ReceiptLink,
)
from tracker.accounts_system.models.lists import Head, OrganisationList, XeroContact, XeroItem
from tracker.accounts_system.models.settings import Installation, Settings

__all__ = [
    "Attempt",
    "Call",
    "CompanyLink",
    "Connection",
    "Consent",
    "DocumentLink",
    "FormerLink",
    "Head",
    "Installation",
    "Lane",
    "OrganisationList",
    "ProductLink",
    "ReceiptLink",
    "Settings",
    "TokenSet",
    "XeroContact",
    "XeroItem",
]
