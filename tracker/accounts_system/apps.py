from django.apps import AppConfig


class AccountsSystemConfig(AppConfig):
    name = "tracker.accounts_system"
    label = "accounts_system"
    verbose_name = "Accounts System"
    default_auto_field = "django.db.models.BigAutoField"
