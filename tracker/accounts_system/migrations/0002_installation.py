from typing import Any

from django.db import migrations


def give_installation_its_id(apps: Any, schema_editor: Any) -> None:
    apps.get_model("accounts_system", "Installation").objects.create()


class Migration(migrations.Migration):
    dependencies = [("accounts_system", "0001_initial")]

    operations = [migrations.RunPython(give_installation_its_id, migrations.RunPython.noop)]
