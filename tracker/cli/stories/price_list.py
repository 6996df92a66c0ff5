"""What Harbour Talent charges and pays for: something of every scenario."""

from tracker.agencies.models import Agency
from tracker.cli.stories.people import STORY
from tracker.documents import products
from tracker.documents.models import Product, Scenario

PRODUCTS = [
    ("PERM-FEE", "Permanent placement fee", Scenario.PERMANENT, ""),
    ("RETAINER", "Search retainer", Scenario.PERMANENT, ""),
    ("TEMP-DAY", "Contractor, day rate", Scenario.CONTRACT, ""),
    ("TEMP-HOUR", "Temporary worker, hourly rate", Scenario.CONTRACT, ""),
    ("OVERTIME", "Overtime, hourly rate", Scenario.CONTRACT, ""),
    ("EXPENSES", "Expenses recharged", Scenario.EXPENSES, ""),
    ("PAY-DAY", "Contractor pay, by the day", Scenario.CONTRACT, ""),
    ("PAY-HOUR", "Contractor pay, by the hour", Scenario.CONTRACT, ""),
    ("PAY-EXPENSES", "Contractor's expenses", Scenario.EXPENSES, ""),
    ("DBS-CHECK", "Background check", Scenario.OTHER, ""),
    ("HANDBOOK", "Printed safety handbook", Scenario.OTHER, "zero"),
    ("TRAINING", "Accredited training day", Scenario.OTHER, "exempt"),
]


def write_price_list(agency: Agency) -> dict[str, Product]:
    """Make every product, by its code."""
    return {
        code: products.create(
            agency=agency,
            code=code,
            name=name,
            description=name,
            scenario=scenario,
            tax_treatment=treatment,
            by=STORY,
        )
        for code, name, scenario, treatment in PRODUCTS
    }
