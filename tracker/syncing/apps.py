from django.apps import AppConfig


class SyncingConfig(AppConfig):
    name = "tracker.syncing"
    label = "syncing"
