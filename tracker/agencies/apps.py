from django.apps import AppConfig


class AgenciesConfig(AppConfig):
    name = "tracker.agencies"
    label = "agencies"
    verbose_name = "Agencies"
    default_auto_field = "django.db.models.BigAutoField"
