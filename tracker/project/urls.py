"""Tracker's addresses: all of them are pages of `tracker.web`."""

from importlib.util import find_spec

from django.urls import URLPattern, URLResolver, include, path

urlpatterns: list[URLPattern | URLResolver] = []
if find_spec("tracker.web") and find_spec("tracker.web.urls"):
    urlpatterns = [path("", include("tracker.web.urls"))]
