from typing import Any

from django.db import migrations
from django.db.models import OuterRef, Subquery


def take_from_deliveries(apps: Any, schema_editor: Any) -> None:
    """What was sent before is coded by the settings of the delivery that Xero accepted."""
    delivery = apps.get_model("sending", "Delivery")
    link = apps.get_model("accounts_system", "DocumentLink")
    accepted = delivery.objects.filter(
        document=OuterRef("document"), call=OuterRef("accepted_call"), settings__isnull=False
    )
    links = link.objects.filter(coding=None).exclude(accepted_call=None)
    links.update(coding=Subquery(accepted.values("settings")[:1]))


class Migration(migrations.Migration):
    dependencies = [
        ("accounts_system", "0004_coding_as_sent"),
        ("sending", "0003_another_invoice"),
    ]

    operations = [migrations.RunPython(take_from_deliveries, migrations.RunPython.noop)]
