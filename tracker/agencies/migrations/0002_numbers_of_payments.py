from django.db import migrations, models

AMOUNTS_ARE = models.CharField(
    choices=[("exclusive", "exclusive"), ("inclusive", "inclusive"), ("no_tax", "no_tax")],
    default="exclusive",
    max_length=10,
)


class Migration(migrations.Migration):
    dependencies = [("agencies", "0001_initial")]

    operations = [
        migrations.RenameField("entity", "amounts_are", "invoice_amounts_are"),
        migrations.AddField(
            "entity", "payment_prefix", models.CharField(default="PAY-", max_length=20)
        ),
        migrations.AddField(
            "entity", "next_payment_number", models.PositiveIntegerField(default=1001)
        ),
        migrations.AddField("entity", "payment_amounts_are", AMOUNTS_ARE),
    ]
