from django.apps import AppConfig
from django.urls import register_converter


class WebConfig(AppConfig):
    name = "tracker.web"
    label = "web"
    verbose_name = "Pages"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from tracker.web.kind_in_address import KindInAddress

        register_converter(KindInAddress, "kind")
