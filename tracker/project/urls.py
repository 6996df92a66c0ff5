"""Tracker's addresses: all of them are pages of `tracker.web`."""

from django.urls import include, path

handler500 = "tracker.web.errors.server_error"
urlpatterns = [path("", include("tracker.web.urls"))]
