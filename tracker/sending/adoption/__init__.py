"""Adopting: taking an invoice that Xero has already for one of ours. Nothing is ever sent."""

from tracker.sending.adoption.adopting import Adopted, Left, adopt
from tracker.sending.adoption.another import said_to_be_others, say_another, take_back
from tracker.sending.adoption.contacts import Same
from tracker.sending.adoption.linking import CAUSES, candidate, candidates, link
from tracker.sending.adoption.look_alikes import obstacles, perhaps_in_xero
from tracker.sending.adoption.proposal import Difference, Kind, Proposal
from tracker.sending.adoption.proposing import LOOKED_AT_MAX, count, free_documents, proposals

__all__ = [
    "CAUSES",
    "LOOKED_AT_MAX",
    "Adopted",
    "Difference",
    "Kind",
    "Left",
    "Proposal",
    "Same",
    "adopt",
    "candidate",
    "candidates",
    "count",
    "free_documents",
    "link",
    "obstacles",
    "perhaps_in_xero",
    "proposals",
    "said_to_be_others",
    "say_another",
    "take_back",
]
