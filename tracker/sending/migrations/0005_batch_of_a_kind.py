from django.db import migrations, models


class Migration(migrations.Migration):
    """Whoever makes a batch says of what kind it is."""

    dependencies = [("sending", "0004_coding_as_sent")]

    operations = [
        migrations.AlterField(
            model_name="batch", name="kind", field=models.CharField(max_length=10)
        ),
    ]
