"""What waits for the person who is logged in."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from annotations.reports.my_desk import my_desk
from annotations.web.access import reads, signed_in


@reads()
def me(request: HttpRequest) -> HttpResponse:
    return render(request, "me.html", {"desk": my_desk(signed_in(request))})
