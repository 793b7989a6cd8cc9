"""What every form of the workspace is made of, as ready strings: a panel has twenty forms and fifty fields."""

from __future__ import annotations

import copy
import uuid
from collections.abc import Callable, Sequence
from functools import cache
from html import escape
from typing import Any

from django import template
from django.forms import BoundField, ChoiceField, Field, Form
from django.template import Context
from django.template.loader import render_to_string
from django.urls import get_script_prefix, reverse
from django.utils.html import conditional_escape
from django.utils.safestring import SafeString

from annotations.models import Verdict
from annotations.reports.events.claim_log import Line
from annotations.web.forms import ActionForm

register = template.Library()

NO_KEY = uuid.UUID(int=0)


def address(name: str, key: uuid.UUID) -> str:
    """Give the address of a row's page; Django looks each up anew, and a panel has thirty."""
    return _address(name, get_script_prefix()).replace(str(NO_KEY), str(key))


@cache
def _address(name: str, prefix: str) -> str:
    return reverse(name, args=[NO_KEY])


@register.simple_tag
def sends(name: str, key: uuid.UUID) -> SafeString:
    """Say where a form goes: by itself without script, by htmx with it."""
    to = address(name, key)
    return SafeString(f'method="post" action="{to}" hx-post="{to}"')


@register.simple_tag
def sends_page() -> SafeString:
    """Say that a form’s reply is a page: htmx shows it in the place of this one, whose words stay until then."""
    return SafeString(
        'hx-boost="true" hx-target="#main" hx-select="#main" hx-swap="outerHTML show:window:top" hx-push-url="false"'
        ' hx-disinherit="*"'
    )


@register.simple_tag(takes_context=True)
def carries(context: Context, form: ActionForm, of: Any = "", claim: Any = "") -> SafeString:
    """Draw what a form of the workspace carries unseen, and what is wrong with it.

    `of` and `claim` name the rows whose versions it carries, where those go on with what else the person saves.
    """
    drawn = [_carried("csrfmiddlewaretoken", context["csrf_token"])]
    if "unit" in context:
        unit = context["unit"]
        if "sentence" not in form.fields:
            drawn.append(_carried("at", unit.number))
        # Numbers move where somebody splits or joins sentences meanwhile.
        drawn.append(_carried("stood", f"{unit.sentence.start}-{unit.sentence.end}-{context['total']}"))
    if "place" in form.fields:
        shown = context["chosen"].revision if "chosen" in context else context["draft"]
        drawn.append(_carried("draft", shown.number))
    goes_with = {"version": of, "claim_version": claim}
    for name, held in form.fields.items():
        # A place is chosen from several where words stand more than once.
        if held.widget.is_hidden and name != "place":
            value = form[name].value() if form.is_bound else form.get_initial_for_field(held, name)
            drawn.append(_carried(name, value, goes_with.get(name)))
    if form.is_bound:
        drawn.append(render_to_string("_form_errors.html", {"form": form}))
    return SafeString("".join(drawn))


def _carried(name: str, value: Any, row: Any = None) -> str:
    follows = f' data-version-of="{escape(str(row))}"' if row else ""
    return f'<input type="hidden" name="{name}" value="{"" if value is None else escape(str(value))}"{follows}>'


Draw = Callable[[BoundField], str]
# Fields that nobody has filled in, by how they are drawn, field, name and what is chosen; UNNAMED stands where their
# forms' ids begin.
BLANK: dict[tuple[Draw, Field, str, Any], str] = {}
UNNAMED = "\0%s"


@register.simple_tag
def fields(form: Form, names: str) -> SafeString:
    """Draw fields of a form one after another: label, control, hint, errors."""
    return SafeString("".join(_drawn(drawn_anew, form, name) for name in names.split()))


@register.simple_tag
def tick(form: Form, name: str) -> SafeString:
    """Draw a box to tick, its label beside it."""
    return SafeString(_drawn(tick_anew, form, name))


def _drawn(draw: Draw, form: Form, name: str) -> str:
    """Draw a field; what is the same for everybody is drawn once and kept."""
    held = form.fields[name]
    # Kept is only what all forms of a class share: what lists rows is each form's own.
    if form.is_bound or not form.auto_id or held is not form.base_fields.get(name):
        return draw(form[name])
    value = form.get_initial_for_field(held, name)
    if value and not isinstance(held, ChoiceField):
        return draw(form[name])
    key = (draw, held, name, value)
    if key not in BLANK:
        unnamed = copy.copy(form)
        unnamed.auto_id = UNNAMED
        BLANK[key] = draw(BoundField(unnamed, held, name))
    return BLANK[key].replace(UNNAMED % name, str(form.auto_id) % name)


def drawn_anew(bound: BoundField) -> str:
    """Draw a field as Django does, which points aria-describedby at the ids of the hint and the errors."""
    drawn = (
        f'<div class="field">\n<label for="{escape(bound.id_for_label)}">{escape(str(bound.label))}</label>\n{bound}\n'
    )
    if bound.help_text:
        drawn += f'<div class="hint" id="{bound.auto_id}_helptext">{conditional_escape(bound.help_text)}</div>\n'
    if bound.form.is_bound and bound.errors:
        wrong = "".join(
            '<li class="tag small" data-tone="red"><svg class="g" aria-hidden="true"><use href="#unsaved"/></svg>'
            f"<span>{escape(str(error))}</span></li>"
            for error in bound.errors
        )
        drawn += f'<ul class="errors" id="{bound.auto_id}_error">{wrong}</ul>\n'
    return f"{drawn}</div>"


def tick_anew(bound: BoundField) -> str:
    drawn = (
        f'<div class="field tick"><label for="{escape(bound.id_for_label)}">{bound} {escape(str(bound.label))}</label>'
    )
    if bound.help_text:
        drawn += f'<span class="hint" id="{bound.auto_id}_helptext">{conditional_escape(bound.help_text)}</span>'
    return f"{drawn}</div>"


@register.simple_tag
def verdict_choices(form: ActionForm, verdicts: Sequence[Verdict]) -> SafeString:
    """Draw the verdicts to choose from, each with its key, and that there is none yet."""
    chosen = str(form["verdict"].value() or "")
    drawn = [
        _choice(verdict.tone, verdict.pk, f"verdict-{verdict.tone}", verdict.label, str(verdict.pk) == chosen, key)
        for key, verdict in enumerate(verdicts, start=1)
    ]
    return SafeString("".join([*drawn, _choice("blue", "", "in_progress", "No verdict yet", not chosen)]))


def _choice(tone: str, value: Any, glyph: str, words: str, chosen: bool, key: int = 0) -> str:
    """Draw a verdict to choose; of the keys of the keyboard there are nine."""
    shortcut = f' data-key="{key}"' if key else ""
    shown = f"<kbd>{key}</kbd>" if 0 < key < 10 else ""
    return (
        f'<label class="choice" data-tone="{escape(tone)}">'
        f'<input type="radio" name="verdict" value="{value}"{shortcut}{" checked" if chosen else ""}>'
        f'<svg class="g" aria-hidden="true"><use href="#{escape(glyph)}"/></svg><span>{escape(words)}</span>'
        f"{shown}</label>\n"
    )


@register.simple_tag
def log_lines(lines: Sequence[Line]) -> SafeString:
    """Draw the newest entries of a claim's history, one line each."""
    return SafeString(
        "\n".join(
            f'<li><span><time datetime="{line.at.isoformat()}">{line.at.day} {line.at:%b %H:%M}</time>'
            f" {escape(line.who)} {escape(line.what)}</span>"
            f'<a class="hash" href="{address("receipt", line.action)}"'
            ' title="Receipt: number of the entry and the beginning of its checksum">'
            f"{line.number} · {line.hash8}</a></li>"
            for line in lines
        )
    )
