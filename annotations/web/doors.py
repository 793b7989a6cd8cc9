"""Where people come in and go out, and what they are told when the desk cannot do what they asked."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any
from urllib.parse import urlsplit

from axes.helpers import get_cool_off
from django import forms
from django.contrib.auth.forms import AuthenticationForm, UsernameField
from django.contrib.auth.views import LoginView, LogoutView
from django.core.exceptions import RequestDataTooBig
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme

from annotations.desk.errors import DeskError
from annotations.models import User

# Posted, but nothing that a person has typed: tokens, passwords; and as values numbers, keys and codes.
NOT_WORDS = re.compile("csrf|action_id|version|password|^next$")
A_CODE = re.compile(r"[0-9a-f-]{32,36}|[0-9a-z_]*")


class LogInForm(AuthenticationForm):
    # Django's own field only asks the browser to hold to the length, and whoever guesses has no browser.
    username = UsernameField(
        label="User name",
        max_length=User._meta.get_field("username").max_length,
        widget=forms.TextInput(attrs={"autofocus": True}),
    )

    error_messages = AuthenticationForm.error_messages | {
        "invalid_login": "User name and password do not fit together. Mind capital and small letters.",
    }


class LogIn(LoginView):
    form_class = LogInForm
    redirect_authenticated_user = True

    def form_invalid(self, form: AuthenticationForm) -> HttpResponse:
        if not form.has_error("username"):
            # The name is likely right, and has to be typed no second time.
            form.fields["username"].widget.attrs.pop("autofocus", None)
            form.fields["password"].widget.attrs["autofocus"] = True
        return super().form_invalid(form)


class LogOut(LogoutView):
    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        response = super().post(request, *args, **kwargs)
        # Or the Back button would show the next person at this computer what the last one had open.
        response["Clear-Site-Data"] = '"cache"'
        return response


def told(request: HttpRequest, template: str, status: int, **context: Any) -> HttpResponse:
    """Say what went wrong: as a page, or to htmx as a notice that leaves the form and the words in it alone."""
    fragment = request.headers.get("HX-Request") == "true"
    layout = "_notice.html" if fragment else "_error.html"
    response = render(request, template, {"layout": layout, "status": status, **context}, status=status)
    if fragment:
        response["HX-Retarget"] = "#problem"
        response["HX-Reswap"] = "innerHTML"
    return response


def refused(request: HttpRequest, error: DeskError) -> HttpResponse:
    """Pass on why a verb did nothing; without script, show again what was typed."""
    context = {"message": error.message, "typed": typed(request), "back": page_before(request)}
    return told(request, f"{error.status}.html", error.status, **context)


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    if isinstance(exception, RequestDataTooBig):
        return told(request, "413.html", 413)
    return told(request, "400.html", 400)


def forbidden(request: HttpRequest, exception: Exception) -> HttpResponse:
    return told(request, "403.html", 403, message=str(exception))


def form_too_old(request: HttpRequest, reason: str = "") -> HttpResponse:
    """Answer a form whose token is no longer good; its words are not shown: they may come from another site."""
    return told(request, "403_csrf.html", 403)


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    return told(request, "404.html", 404)


def locked_out(request: HttpRequest, response: HttpResponse | None, credentials: dict[str, Any] | None) -> HttpResponse:
    """Say until when this name may not be tried from this address (AXES_LOCKOUT_CALLABLE)."""
    wait = get_cool_off(request)
    # The page names no seconds, so it names the minute after.
    again_at = timezone.now() + wait + timedelta(minutes=1)
    minutes = round(wait.total_seconds() / 60)
    reply = told(request, "429.html", 429, minutes=minutes, again_at=again_at)
    reply["Retry-After"] = str(int(wait.total_seconds()))
    return reply


def typed(request: HttpRequest) -> list[tuple[str, str]]:
    """Return what a person wrote into the form they posted: (name of the field, words)."""
    return [
        (name.replace("_", " ").capitalize(), words)
        for name, values in request.POST.lists()
        for words in values
        if not NOT_WORDS.search(name) and not A_CODE.fullmatch(words.strip())
    ]


def page_before(request: HttpRequest) -> str:
    """Return the path of the desk's page from which this request came, or "" where it is not known."""
    return path_here(request, request.headers.get("Referer", ""))


def path_here(request: HttpRequest, address: str) -> str:
    """Return the path of a page of this desk, with its query and fragment; of any other address, ""."""
    try:
        parts = urlsplit(address)
        path = parts._replace(scheme="", netloc="").geturl()
    except ValueError:  # such as http://[
        return ""
    # A path such as //evil.example would lead a browser to another site.
    here = parts.netloc == request.get_host() and url_has_allowed_host_and_scheme(path, allowed_hosts=None)
    return path if here else ""
