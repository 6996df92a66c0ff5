"""Which account and which tax rate a line gets, by the settings. Pure."""

from tracker.accounts_system.models import Settings
from tracker.companies.models import TaxTreatment

DEFAULT = "default"


def account_for(settings: Settings, scenario: str) -> str | None:
    """The account code for a scenario, else the default's; None blocks the line."""
    return settings.accounts.get(scenario) or settings.accounts.get(DEFAULT) or None


def tax_type_for(settings: Settings, scenario: str, treatment: str) -> str | None:
    """Xero's TaxType for a line; None blocks the line, which is never sent at a guess.

    A treatment other than standard decides by itself: whatever the scenario, what is zero-rated
    is zero-rated. Where it is standard, the scenario's own rate counts, then the default rate,
    then the one mapped to the standard treatment.
    """
    if treatment != TaxTreatment.STANDARD:
        return settings.treatments.get(treatment) or None
    return (
        settings.tax_rates.get(scenario)
        or settings.tax_rates.get(DEFAULT)
        or settings.treatments.get(TaxTreatment.STANDARD)
        or None
    )
