"""Every text that somebody types, begun with one that runs where it is taken for markup."""

from django.apps import apps
from django.db.models import CharField, Model, Q, TextField, Value
from django.db.models.functions import Concat, Left

SCRIPT = "\"><script>evil()</script><img src=x onerror=evil()>'\u202e"
# Names that mean something to Tracker itself, and what is looked up by them.
MEANING = {
    "cause", "email", "how", "key", "kind", "method", "outcome", "password", "path", "purpose",
    "role", "state", "status", "verdict", "why",
}  # fmt: skip
APPS = ("agencies", "companies", "documents", "accounts_system", "sending", "syncing")


def poison() -> int:
    """Put the script before each; returns how many columns there were."""
    return sum(
        _poison(model) for label in APPS for model in apps.get_app_config(label).get_models()
    )


def _poison(model: type[Model]) -> int:
    names = {field.name: field.max_length for field in model._meta.fields if _is_typed(field)}
    for name, length in names.items():
        text = (
            Concat(Value(SCRIPT), name)
            if length is None
            else Left(Concat(Value(SCRIPT), name), length)
        )
        # What is empty is often asked about: it stays so.
        model._default_manager.filter(~Q(**{name: ""})).update(**{name: text})
    return len(names)


def _is_typed(field: object) -> bool:
    if not isinstance(field, CharField | TextField) or field.choices or field.unique:
        return False
    is_long = field.max_length is None or field.max_length >= len(SCRIPT)
    return is_long and field.name not in MEANING and not field.name.endswith(("_id", "hash"))
