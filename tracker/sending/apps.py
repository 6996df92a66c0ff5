from django.apps import AppConfig


class SendingConfig(AppConfig):
    name = "tracker.sending"
    label = "sending"
    verbose_name = "Sending"
    default_auto_field = "django.db.models.BigAutoField"
