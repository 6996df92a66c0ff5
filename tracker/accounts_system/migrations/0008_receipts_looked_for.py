from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('accounts_system', '0007_strays'),
    ]

    operations = [
        migrations.AddField(
            model_name='connection',
            name='receipts_looked_for_at',
            field=models.DateTimeField(null=True),
        ),
    ]
