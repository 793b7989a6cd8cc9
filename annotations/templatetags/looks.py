"""Glyph and word for the two axes, and for what a source says."""

from __future__ import annotations

from functools import cache
from html import escape

from django import template
from django.utils.safestring import SafeString

from annotations.models import Stance, Verdict, WorkStatus
from annotations.web.looks import STANCE_TONES, STATUS_TONES

register = template.Library()


@register.simple_tag
@cache
def status_chip(status: str) -> SafeString:
    return _tag("chip", STATUS_TONES[WorkStatus(status)], status, WorkStatus(status).label)


@register.simple_tag
@cache
def status_tag(status: str) -> SafeString:
    return _tag("tag", STATUS_TONES[WorkStatus(status)], status, WorkStatus(status).label)


@register.simple_tag
def verdict_tag(verdict: Verdict | None) -> SafeString:
    if verdict is None:
        return SafeString('<span class="quiet">no verdict yet</span>')
    return _tag("tag", verdict.tone, f"verdict-{verdict.tone}", verdict.label)


@register.simple_tag
@cache
def stance_tag(stance: str) -> SafeString:
    return _tag("tag small", STANCE_TONES[Stance(stance)], stance, Stance(stance).label)


def _tag(kind: str, tone: str, glyph: str, words: str) -> SafeString:
    return SafeString(
        f'<span class="{kind}" data-tone="{escape(tone)}"><svg class="g" aria-hidden="true">'
        f'<use href="#{escape(glyph)}"/></svg>{escape(words)}</span>'
    )


@register.simple_tag
def face(username: str) -> SafeString:
    """Draw the round initial of a person, always beside their name."""
    tones = ("blue", "teal", "violet", "amber", "plain")
    tone = tones[sum(username.encode()) % len(tones)]
    return SafeString(f'<span class="face" data-tone="{tone}" aria-hidden="true">{escape(username[:1].upper())}</span>')
