"""The pages of sources, and sources cited."""

from __future__ import annotations

from typing import Any

from django.test import Client
from django.urls import reverse

from annotations.desk.checking import assess_claim, standing_assessment
from annotations.desk.sourcing import NewSource, Use, cite_source
from annotations.models import Claim, Source, Stance
from tests.web.routes import HTMX, Room
from tests.world import now

LIST = "/projects/city/sources/"


def logged_in(room: Room, name: str) -> Client:
    client = Client()
    client.force_login(room.people[name])
    return client


def get(room: Room, name: str, address: str, **headers: str) -> Any:
    return logged_in(room, name).get(address, headers=headers or None)


def cite(room: Room, name: str, claim: Claim, new: NewSource, quote: str = "", *, submitted: bool = True) -> Source:
    """Cite a source in somebody’s assessment of a claim, submitted unless told otherwise."""
    cited = cite_source(claim=claim, source=new, use=Use(Stance.SUPPORTS, quote), act=room.by(name))
    mine = standing_assessment(now(claim), room.people[name])
    if submitted and mine and not mine.submitted_at:
        assess_claim(
            claim=claim,
            verdict=room.verdicts["accurate"],
            note="",
            required_change="",
            confidence=None,
            version=mine.version,
            act=room.by(name),
        )
    return Source.objects.get(pk=cited.source_id)


def page_of(source: Source, what: str = "source") -> str:
    return reverse(what, args=[source.pk])


def found(room: Room, name: str, words: str) -> Any:
    return get(room, name, f"{LIST}find/?find={words}", **HTMX)
