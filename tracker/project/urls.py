"""Tracker's addresses: all of them are pages of `tracker.web`."""

from django.urls import include, path

urlpatterns = [path("", include("tracker.web.urls"))]
