"""What holds for every request, whatever view answers it."""

from __future__ import annotations

from collections.abc import Callable
from urllib.parse import urlencode, urlsplit

from django.conf import settings
from django.http import Http404, HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import resolve_url
from django.utils.cache import patch_vary_headers
from django_htmx.http import HttpResponseClientRedirect

from annotations.desk.errors import DeskError
from annotations.web import doors

Answer = Callable[[HttpRequest], HttpResponseBase]


class Keeping:
    """Say who may keep a reply, and that a page and its fragment differ at one address."""

    def __init__(self, answer: Answer) -> None:
        self.answer = answer

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        response = self.answer(request)
        patch_vary_headers(response, ["HX-Request"])
        if "Cache-Control" not in response:
            # A page may not be no-store: the Back button would then bring it without the words typed into it.
            fragment = request.headers.get("HX-Request") == "true"
            response["Cache-Control"] = "private, no-store" if fragment else "private, no-cache"
        return response


class ExpiredSession:
    """Send htmx to the log-in page as a whole page, and from there back to the page the person was on.

    The redirect itself would be followed by the browser, and the log-in page land inside a sentence.
    """

    def __init__(self, answer: Answer) -> None:
        self.answer = answer

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        response = self.answer(request)
        if response.status_code != 302 or request.headers.get("HX-Request") != "true":
            return response
        login = resolve_url(settings.LOGIN_URL)
        if urlsplit(response["Location"]).path != login:
            return response
        return HttpResponseClientRedirect(f"{login}?{urlencode({'next': self.page(request)})}")

    @staticmethod
    def page(request: HttpRequest) -> str:
        return doors.path_here(request, request.headers.get("HX-Current-URL", "")) or "/"


class DeskErrors:
    """Turn what the desk raises into 403, 409 or 422, here and nowhere else."""

    def __init__(self, answer: Answer) -> None:
        self.answer = answer

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        return self.answer(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponseBase | None:
        if isinstance(exception, DeskError):
            return doors.refused(request, exception)
        if isinstance(exception, Http404):
            # Also with DEBUG, where Django would show its own page for what a view did not find.
            return doors.not_found(request, exception)
        return None
