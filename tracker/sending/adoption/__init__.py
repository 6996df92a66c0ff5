"""Adopting: taking an invoice that Xero has already for one of ours. Nothing is ever sent."""

from tracker.sending.adoption.adopting import Adopted, Left, adopt
from tracker.sending.adoption.already_there import AlreadyThere, already_there
from tracker.sending.adoption.another import said_to_be_others, say_another, take_back
from tracker.sending.adoption.contacts import Same
from tracker.sending.adoption.linking import CAUSES, candidate, candidates, link
from tracker.sending.adoption.look_alikes import obstacles
from tracker.sending.adoption.proposal import Difference, Kind, Proposal
from tracker.sending.adoption.proposing import LOOKED_AT_MAX, count, free_documents, proposals

__all__ = [
    "CAUSES",
    "LOOKED_AT_MAX",
    "Adopted",
    "AlreadyThere",
    "Difference",
    "Kind",
    "Left",
    "Proposal",
    "Same",
    "adopt",
    "already_there",
    "candidate",
    "candidates",
    "count",
    "free_documents",
    "link",
    "obstacles",
    "proposals",
    "said_to_be_others",
    "say_another",
    "take_back",
]
