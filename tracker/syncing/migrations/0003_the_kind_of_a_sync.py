from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("syncing", "0002_what_a_sync_found")]

    operations = [
        migrations.AddField(
            "sync",
            "kind",
            models.CharField(
                blank=True,
                choices=[("invoice", "Invoice"), ("payment", "Payment")],
                default="",
                max_length=10,
            ),
            preserve_default=False,
        ),
        migrations.AlterField(
            "sync",
            "why",
            models.CharField(
                choices=[
                    ("person", "Sync"),
                    ("command", "Command line"),
                    ("webhook", "Told by Xero"),
                    ("poll", "Every few minutes"),
                    ("nightly", "Nightly: part-paid invoices and bills"),
                    ("monthly", "Monthly: all open invoices and bills"),
                ],
                max_length=10,
            ),
        ),
    ]
