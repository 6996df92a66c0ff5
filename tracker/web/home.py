"""Home: what needs a person."""

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import path

from tracker.web.access import Request


def home(request: Request) -> HttpResponse:
    return render(request, "home.html", {})


urls = [path("", home, name="home")]
