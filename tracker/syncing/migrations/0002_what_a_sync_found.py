from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("syncing", "0001_initial")]

    operations = [
        migrations.AddField("sync", "changes", models.JSONField(default=list)),
        migrations.AddField("sync", "waiting_until", models.DateTimeField(null=True)),
        migrations.AddIndex(
            "sync",
            models.Index(
                condition=models.Q(("ended_at__isnull", True)),
                fields=["connection", "asked_at"],
                name="sync_open",
            ),
        ),
        migrations.AddConstraint(
            "sync",
            models.UniqueConstraint(
                condition=models.Q(
                    ("began_at__isnull", True),
                    ("ended_at__isnull", True),
                    ("why__in", ("webhook", "poll", "nightly", "monthly")),
                ),
                fields=("connection", "why"),
                name="sync_queued_once",
            ),
        ),
    ]
