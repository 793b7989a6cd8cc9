"""Where people come in and go out, and where a form comes to whose log-in has ended meanwhile."""

from __future__ import annotations

import json
from datetime import timedelta
from typing import Any

from axes.helpers import get_cool_off
from django import forms
from django.conf import settings
from django.contrib import messages
from django.contrib.auth import login
from django.contrib.auth.decorators import login_not_required
from django.contrib.auth.forms import AuthenticationForm, UsernameField
from django.contrib.auth.views import LoginView, LogoutView
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils import timezone
from django.utils.decorators import method_decorator
from django.views.decorators.debug import sensitive_post_parameters

from annotations.models import User
from annotations.web.carrying import FIELD, Carried
from annotations.web.problems import beside_words, by_htmx, told

# Names who logged in last in this browser. Every log-in makes a new CSRF token, so whoever's form passes with the
# token of now was logged in by this name when the form was made.
LAST_HERE = "last_here"


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

    def ask_for_password(self) -> None:
        """Put the cursor there: the name is likely right, and has to be typed no second time."""
        self.fields["username"].widget.attrs.pop("autofocus", None)
        self.fields["password"].widget.attrs["autofocus"] = True


class CarryingForm(LogInForm):
    """The log-in form that carries another; `mine` lets somebody else save what that one holds."""

    mine = forms.BooleanField(label="Save it under my name all the same", required=False)

    def __init__(self, request: HttpRequest, carried: Carried, data: Any = None) -> None:
        super().__init__(request, data, auto_id="door-%s")
        self.carried = carried
        self.somebody_else = ""
        if carried.by:
            self.initial["username"] = carried.by
            self.ask_for_password()

    def clean(self) -> dict[str, Any]:
        said = super().clean()
        user, by = self.get_user(), self.carried.by
        if user and by and user.get_username() != by and not said["mine"]:
            self.somebody_else = user.get_username()
            raise forms.ValidationError(f"This was written while {by} was logged in, and you are {user}.")
        return said


class LogIn(LoginView):
    form_class = LogInForm
    redirect_authenticated_user = True

    @method_decorator(login_not_required)
    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if by_htmx(request) and request.method == "POST" and isinstance(request.user, User):
            return let_in(request.user)
        return super().dispatch(request, *args, **kwargs)

    def form_valid(self, form: AuthenticationForm) -> HttpResponse:
        response = super().form_valid(form)
        user = form.get_user()
        return let_in(user) if by_htmx(self.request) and isinstance(user, User) else response

    def form_invalid(self, form: AuthenticationForm) -> HttpResponse:
        if isinstance(form, LogInForm) and not form.has_error("username"):
            form.ask_for_password()
        return in_problem(self.request, form, 422) if by_htmx(self.request) else super().form_invalid(form)


def let_in(user: User) -> HttpResponse:
    """Tell the page that stands open that it can send again, and as whom: its words are still in it."""
    who = {"user": str(user.pk), "name": user.get_username()}
    return HttpResponse(status=204, headers={"HX-Trigger": json.dumps({"desk:logged-in": who})})


class LogOut(LogoutView):
    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        response = super().post(request, *args, **kwargs)
        # Or the Back button would show the next person at this computer what the last one had open.
        response["Clear-Site-Data"] = '"cache"'
        return response


def logged_out(request: HttpRequest) -> HttpResponse:
    """Answer a form whose log-in has ended by a log-in form, which carries it; an htmx page holds it still."""
    carried = Carried.of(request, by=last_here(request))
    form = CarryingForm(request, carried)
    return in_problem(request, form, 401) if by_htmx(request) else carrying_page(request, form)


@sensitive_post_parameters("password")
def log_in_and_send(request: HttpRequest) -> HttpResponse | None:
    """Let in who comes with a form that was carried and give None, the form put back as it was; else ask again."""
    carried = Carried.unpacked(request.POST[FIELD])
    if carried is None or not carried.writes:
        return told(request, "400.html", 400)
    form = CarryingForm(request, carried, request.POST)
    if not form.is_valid():
        if getattr(request, "axes_locked_out", False):
            return locked_out(request, None, None)
        if not form.has_error("username"):
            form.ask_for_password()
        return carrying_page(request, form)
    login(request, form.get_user())
    if not carried.by:
        messages.info(request, f"You are logged in as {form.get_user().get_username()}, and what you sent is yours.")
    carried.put_back(request)
    return None


def carrying_page(request: HttpRequest, form: CarryingForm) -> HttpResponse:
    response = render(request, "registration/logged_out.html", {"form": form, "carried": form.carried}, status=401)
    response["WWW-Authenticate"] = "Cookie"
    return response


def in_problem(request: HttpRequest, form: AuthenticationForm, status: int) -> HttpResponse:
    return beside_words(render(request, "registration/_logged_out.html", {"form": form}, status=status))


def last_here(request: HttpRequest) -> str:
    return str(request.get_signed_cookie(LAST_HERE, default="") or "")


def remember(request: HttpRequest, response: HttpResponseBase) -> None:
    """Keep in the browser who is logged in here, for forms that are sent after that has ended."""
    if isinstance(request.user, User) and last_here(request) != request.user.get_username():
        response.set_signed_cookie(
            LAST_HERE,
            request.user.get_username(),
            max_age=settings.CSRF_COOKIE_AGE,
            secure=settings.SESSION_COOKIE_SECURE,
            httponly=True,
            samesite="Lax",
        )


def locked_out(request: HttpRequest, response: HttpResponse | None, credentials: dict[str, Any] | None) -> HttpResponse:
    """Say until when this name may not be tried from this address (AXES_LOCKOUT_CALLABLE)."""
    wait = get_cool_off(request)
    # The page names no seconds, so it names the minute after.
    again_at = timezone.now() + wait + timedelta(minutes=1)
    minutes = round(wait.total_seconds() / 60)
    typed = Carried.of(request).words if FIELD in request.POST else []
    reply = told(request, "429.html", 429, minutes=minutes, again_at=again_at, typed=typed)
    reply["Retry-After"] = str(int(wait.total_seconds()))
    return reply
