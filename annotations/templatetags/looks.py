"""Glyph and word for the two axes, and for what a source says."""

from __future__ import annotations

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString

from annotations.models import Stance, Verdict, WorkStatus
from annotations.web.looks import STANCE_TONES, STATUS_TONES

register = template.Library()

TAG = '<span class="{}" data-tone="{}"><svg class="g" aria-hidden="true"><use href="#{}"/></svg>{}</span>'


@register.simple_tag
def status_chip(status: str) -> SafeString:
    return format_html(TAG, "chip", STATUS_TONES[WorkStatus(status)], status, WorkStatus(status).label)


@register.simple_tag
def status_tag(status: str) -> SafeString:
    return format_html(TAG, "tag", STATUS_TONES[WorkStatus(status)], status, WorkStatus(status).label)


@register.simple_tag
def verdict_tag(verdict: Verdict | None) -> SafeString:
    if verdict is None:
        return format_html('<span class="quiet">{}</span>', "no verdict yet")
    return format_html(TAG, "tag", verdict.tone, f"verdict-{verdict.tone}", verdict.label)


@register.simple_tag
def stance_tag(stance: str) -> SafeString:
    return format_html(TAG, "tag small", STANCE_TONES[Stance(stance)], stance, Stance(stance).label)


@register.simple_tag
def face(username: str) -> SafeString:
    """Draw the round initial of a person, always beside their name."""
    tones = ("blue", "teal", "violet", "amber", "plain")
    tone = tones[sum(username.encode()) % len(tones)]
    return format_html('<span class="face" data-tone="{}" aria-hidden="true">{}</span>', tone, username[:1].upper())
