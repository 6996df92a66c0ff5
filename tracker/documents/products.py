"""Products: the fees and pay elements that lines refer to."""

from typing import TypedDict, Unpack

from django.db import IntegrityError, transaction

from tracker.agencies import events
from tracker.agencies.events import By
from tracker.agencies.models import Agency
from tracker.agencies.not_possible import NotPossible
from tracker.companies.models import TaxTreatment
from tracker.companies.names import tidy
from tracker.documents import limits
from tracker.documents.models import Product, Scenario


class ProductDetails(TypedDict, total=False):
    """What may be said of a product; what is not named stays as it is."""

    name: str
    description: str
    scenario: str
    tax_treatment: str


@transaction.atomic
def create(*, agency: Agency, code: str, by: By, **details: Unpack[ProductDetails]) -> Product:
    """Make a product. Raises ``NotPossible``, also for a code in use."""
    product = Product(agency=agency, code=tidy(code), **details)
    _check(product)
    _save(product)
    events.record(agency, "product", product.id, f"Product {product.code} created.", by=by)
    return product


@transaction.atomic
def change(
    product: Product, *, by: By, code: str | None = None, **details: Unpack[ProductDetails]
) -> bool:
    """Change what is named, and give back whether anything was different.

    Documents that were written stay as they are. Raises ``NotPossible``.
    """
    locked = Product.objects.select_for_update().get(id=product.id)
    said: dict[str, object] = {**details, **({} if code is None else {"code": tidy(code)})}
    changed = [name for name, value in said.items() if getattr(locked, name) != value]
    for name in changed:
        setattr(locked, name, said[name])
    _check(locked)
    if changed:
        _save(locked)
        words = ", ".join(name.replace("_", " ") for name in changed)
        events.record(locked.agency, "product", locked.id, f"Changed: {words}.", by=by)
    product.refresh_from_db()
    return bool(changed)


def _save(product: Product) -> None:
    """Somebody else may have been quicker since the codes were looked at."""
    try:
        with transaction.atomic():
            product.save()
    except IntegrityError:
        raise NotPossible(_taken(product)) from None


def _taken(product: Product) -> str:
    return f"There is already a product with the code {product.code}."


def _check(product: Product) -> None:
    if problem := _problem(product):
        raise NotPossible(problem)
    same = Product.objects.filter(agency_id=product.agency_id, code=product.code)
    if same.exclude(id=product.id).exists():
        raise NotPossible(_taken(product))


def _problem(product: Product) -> str:
    if not product.code:
        return "A product needs a code."
    if product.scenario not in Scenario.values:
        return f"“{product.scenario}” is not a scenario."
    if product.tax_treatment and product.tax_treatment not in TaxTreatment.values:
        return f"“{product.tax_treatment}” is not a tax treatment."
    return (
        limits.text_problem("code", product.code, limits.PRODUCT_CODE_LENGTH_MAX)
        or limits.text_problem("name", product.name, limits.PRODUCT_NAME_LENGTH_MAX)
        or limits.text_problem("description", product.description, limits.DESCRIPTION_LENGTH_MAX)
    )
