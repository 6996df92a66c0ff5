"""How much of Xero's daily allowance of calls is used; said only when little is left."""

from datetime import timedelta

from tracker import clock
from tracker.accounts_system.models import Attempt, Lane

DAY = timedelta(hours=24)
# Calls a day for each organisation, by the app's plan: https://developer.xero.com/faq/limits
PLANS = (1000, 5000)
SAID_BELOW = 0.20


def allowance_words(tenant_id: str) -> str:
    """``Xero's daily allowance: 84 % used``; '' while a fifth or more is left."""
    left = Lane.objects.filter(pk=tenant_id).values_list("day_remaining", flat=True).first()
    if left is None or left >= PLANS[-1] * SAID_BELOW:
        return ""
    since = clock.now() - DAY
    used = Attempt.objects.filter(tenant_id=tenant_id, began_at__gt=since).count()
    return words(left=left, used=used)


def words(*, left: int, used: int) -> str:
    """Xero says what is left and not of how many: the smallest plan that fits is meant."""
    plan = next((calls for calls in PLANS if left + used <= calls), PLANS[-1])
    if left >= plan * SAID_BELOW:
        return ""
    return f"Xero's daily allowance: {100 - left * 100 // plan} % used"
