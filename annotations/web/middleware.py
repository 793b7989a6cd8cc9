"""What holds for every request, whatever view answers it."""

from __future__ import annotations

from collections.abc import Callable
from urllib.parse import urlencode, urlsplit

from django.conf import settings
from django.http import Http404, HttpRequest
from django.http.response import HttpResponseBase
from django.middleware.csrf import CsrfViewMiddleware
from django.shortcuts import resolve_url
from django.utils.cache import patch_vary_headers
from django_htmx.http import HttpResponseClientRedirect

from annotations.desk.errors import DeskError
from annotations.reports.events.moments import NoSuchMoment
from annotations.web import doors, problems
from annotations.web.carrying import Carried, is_carried

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
            part = problems.by_htmx(request)
            response["Cache-Control"] = "private, no-store" if part else "private, no-cache"
        return response


class Bounded:
    """Refuse what is far too large before a byte of it is read, in words and with DEBUG too."""

    def __init__(self, answer: Answer) -> None:
        self.answer = answer

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        said = request.META.get("CONTENT_LENGTH") or "0"
        size = int(said) if said.isascii() and said.isdigit() and len(said) < 16 else 0
        return problems.too_much(request, size) if size > settings.DATA_UPLOAD_MAX_MEMORY_SIZE else self.answer(request)


class ExpiredSession:
    """Answer a form whose log-in has ended by a log-in form that carries it, and carry it out after the log-in.

    Otherwise send htmx to the log-in page as a whole page, and from there back to the page the person was on. The
    redirect itself would be followed by the browser, and the log-in page land inside a sentence.
    """

    def __init__(self, answer: Answer) -> None:
        self.answer = answer

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        if is_carried(request):
            # Marks a request that passes as checked, so that it is not checked again with a token that has changed.
            forged = CsrfViewMiddleware(self.answer).process_view(request, self.answer, (), {})
            not_yet = forged or doors.log_in_and_send(request)
            if not_yet:
                return not_yet
        response = self.answer(request)
        doors.remember(request, response)
        login = resolve_url(settings.LOGIN_URL)
        if response.status_code != 302 or urlsplit(response["Location"]).path != login:
            return response
        if request.method == "POST" and not request.user.is_authenticated and Carried.of(request).writes:
            return doors.logged_out(request)
        if not problems.by_htmx(request):
            return response
        return HttpResponseClientRedirect(f"{login}?{urlencode({'next': self.page(request)})}")

    @staticmethod
    def page(request: HttpRequest) -> str:
        return problems.path_here(request, request.headers.get("HX-Current-URL", "")) or "/"


class LedOn:
    """Lead the browser on where the form of a whole page leads, which htmx would follow by itself, and stay."""

    def __init__(self, answer: Answer) -> None:
        self.answer = answer

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        response = self.answer(request)
        if response.status_code == 302 and problems.is_whole(request):
            return HttpResponseClientRedirect(response["Location"])
        return response


class DeskErrors:
    """Turn what the desk raises into 400, 403, 409 or 422, here and nowhere else; and a wrong method into a page."""

    def __init__(self, answer: Answer) -> None:
        self.answer = answer

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        response = self.answer(request)
        # Django's own answer to a wrong method says nothing to a person.
        return problems.wrong_method(request, response["Allow"]) if response.status_code == 405 else response

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponseBase | None:
        if isinstance(exception, DeskError):
            return problems.refused(request, exception)
        if isinstance(exception, NoSuchMoment):
            return problems.no_such_moment(request, exception)
        if isinstance(exception, Http404):
            # Also with DEBUG, where Django would show its own page for what a view did not find.
            return problems.not_found(request, exception)
        return None
