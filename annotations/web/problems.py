"""What people are told when the desk cannot do what they asked."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.http import url_has_allowed_host_and_scheme

from annotations.desk.errors import DeskError
from annotations.reports.events.moments import NoSuchMoment
from annotations.text.decoding import megabytes
from annotations.web.carrying import Carried


def by_htmx(request: HttpRequest) -> bool:
    """Tell whether the page that asks stands open, with the words in it; then what went wrong is said beside them."""
    return request.headers.get("HX-Request") == "true"


def is_whole(request: HttpRequest) -> bool:
    """Tell whether the form of a whole page was sent by htmx: then it is answered as without, and led on below."""
    return by_htmx(request) and request.headers.get("HX-Boosted") == "true"


def is_fragment(request: HttpRequest) -> bool:
    """Tell whether a part of a page is asked for."""
    return by_htmx(request) and not is_whole(request)


def told(request: HttpRequest, template: str, status: int, **context: Any) -> HttpResponse:
    """Say what went wrong: as a page, or to htmx as a notice that leaves the form and the words in it alone."""
    fragment = by_htmx(request)
    layout = "_notice.html" if fragment else "_error.html"
    response = render(
        request, template, {"layout": layout, "fragment": fragment, "status": status, **context}, status=status
    )
    return beside_words(response) if fragment else response


def beside_words(response: HttpResponse) -> HttpResponse:
    """Have htmx put all of a reply where problems are told; the form that was sent stays as it is."""
    response["HX-Retarget"], response["HX-Reswap"], response["HX-Reselect"] = "#problem", "innerHTML", "unset"
    return response


def refused(request: HttpRequest, error: DeskError) -> HttpResponse:
    """Pass on why a verb did nothing; without script, show again what was typed."""
    context = {"message": error.message, "typed": Carried.of(request).words, "back": page_before(request)}
    return told(request, f"{error.status}.html", error.status, **context)


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    return told(request, "400.html", 400)


def no_such_moment(request: HttpRequest, error: NoSuchMoment) -> HttpResponse:
    return told(request, "400.html", 400, message=str(error), back=request.path)


def too_much(request: HttpRequest, size: int) -> HttpResponse:
    """Refuse what is far larger than an article, unread."""
    limit = megabytes(settings.MAX_ARTICLE_BYTES)
    return told(request, "413.html", 413, size=megabytes(size), limit=limit)


def wrong_method(request: HttpRequest, allowed: str) -> HttpResponse:
    response = told(request, "405.html", 405, sends="POST" in allowed, back=page_before(request))
    response["Allow"] = allowed
    return response


def forbidden(request: HttpRequest, exception: Exception) -> HttpResponse:
    return told(request, "403.html", 403, message=str(exception))


def form_too_old(request: HttpRequest, reason: str = "") -> HttpResponse:
    """Answer a form whose token is no longer good; only of a form of this desk the words are shown and kept."""
    carried = Carried.of(request) if request.method == "POST" and is_ours(request) else None
    again = carried if carried and carried.writes else None
    return told(request, "403_csrf.html", 403, carried=again, typed=carried.words if carried else [])


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    return told(request, "404.html", 404)


def is_ours(request: HttpRequest) -> bool:
    """Tell whether a form was sent from a page of this desk; no other site can make a browser say so."""
    origin = request.headers.get("Origin")
    if origin:
        return origin == f"{request.scheme}://{request.get_host()}"
    return path_here(request, request.headers.get("Referer", "")) != ""


def page_before(request: HttpRequest) -> str:
    """Return the path of the desk's page from which this request came, or "" where it is not known."""
    path = path_here(request, request.headers.get("Referer", ""))
    # A page that stands where a form was sent to, as the log-in page can, is none to go back to.
    return "" if path.partition("?")[0] == request.path else path


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
