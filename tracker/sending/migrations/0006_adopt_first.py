import django.db.models.deletion
from django.db import migrations, models

STATES = [
    ("prepared", "Prepared"),
    ("ready", "Ready"),
    ("sending", "Sending"),
    ("checking", "Checking with Xero"),
    ("waiting", "Waiting"),
    ("reconnect", "Reconnect Xero"),
    ("adopt", "Adopt first"),
    ("sent", "Sent"),
    ("unchanged", "No change"),
    ("refused", "Refused"),
    ("stopped", "Not sent"),
    ("left_out", "Left out"),
]
OPEN = ["ready", "sending", "checking", "waiting", "reconnect", "adopt"]


def state(default: str) -> models.CharField:
    return models.CharField(choices=STATES, default=default, max_length=10)


class Migration(migrations.Migration):
    """A delivery may wait until a person adopts; what is doubled in Xero may be voided."""

    dependencies = [
        ("accounts_system", "0007_strays"),
        ("documents", "0004_payments"),
        ("sending", "0005_batch_of_a_kind"),
    ]

    operations = [
        migrations.RemoveConstraint("delivery", "one_open_delivery"),
        migrations.AlterField("contactupdate", "state", state("ready")),
        migrations.AlterField("delivery", "state", state("prepared")),
        migrations.AddConstraint(
            "delivery",
            models.UniqueConstraint(
                condition=models.Q(("state__in", OPEN)),
                fields=("document",),
                name="one_open_delivery",
            ),
        ),
        migrations.CreateModel(
            "DoubledVoid",
            [
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("remote_id", models.CharField(max_length=36)),
                ("number", models.CharField(blank=True, max_length=255)),
                ("state", state("ready")),
                ("waiting_until", models.DateTimeField(null=True)),
                ("cause", models.CharField(blank=True, max_length=40)),
                ("sentence", models.TextField(blank=True)),
                ("fix", models.CharField(blank=True, max_length=300)),
                ("settled_at", models.DateTimeField(null=True)),
                (
                    "batch",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="doubled_voids",
                        to="sending.batch",
                    ),
                ),
                (
                    "call",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="doubled_voids",
                        to="accounts_system.call",
                    ),
                ),
                (
                    "document",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="doubled_voids",
                        to="documents.document",
                    ),
                ),
            ],
        ),
    ]
