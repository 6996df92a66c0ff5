from django.db import migrations, models

FLAG = """
UPDATE accounts_system_head AS head SET stray = true
FROM accounts_system_installation AS installation
WHERE head.mark LIKE '%/x/' || installation.id || '/%'
AND NOT EXISTS (
    SELECT 1 FROM accounts_system_documentlink AS link
    WHERE link.connection_id = head.connection_id AND link.remote_id = head.remote_id
)
"""


class Migration(migrations.Migration):
    """Which invoices and bills in Xero bear our mark without a link, also those read before."""

    dependencies = [("accounts_system", "0006_limits_seen")]

    operations = [
        migrations.AddField("head", "stray", models.BooleanField(default=False)),
        migrations.AddField("head", "left_at", models.DateTimeField(null=True)),
        migrations.AddIndex(
            "head",
            models.Index(
                fields=["connection"], name="head_is_stray", condition=models.Q(stray=True)
            ),
        ),
        migrations.RunSQL(FLAG, migrations.RunSQL.noop),
        migrations.AlterField(
            "call",
            "purpose",
            models.CharField(
                choices=[
                    ("create contacts", "Create Contacts"),
                    ("create items", "Create Items"),
                    ("create documents", "Create Documents"),
                    ("update documents", "Update Documents"),
                    ("record receipts", "Record Receipts"),
                    ("remove receipt", "Remove Receipt"),
                    ("update contact", "Update Contact"),
                    ("void doubled", "Void Doubled"),
                    ("read", "Read"),
                ],
                max_length=20,
            ),
        ),
    ]
