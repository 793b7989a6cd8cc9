"""What every form of the workspace is made of, as ready strings: a panel has twenty forms and fifty fields."""

from __future__ import annotations

import copy
from collections.abc import Sequence
from typing import Any, cast

from django import template
from django.forms import BoundField, ChoiceField, Field, Form
from django.template import Context
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.html import conditional_escape, escape, format_html, format_html_join
from django.utils.safestring import SafeString

from annotations.models import Verdict
from annotations.reports.claim_log import Line
from annotations.web.forms import ActionForm

register = template.Library()

CARRIED = '<input type="hidden" name="{}" value="{}"{}>'
WRONG = (
    '<li class="tag small" data-tone="red"><svg class="g" aria-hidden="true"><use href="#unsaved"/></svg>'
    "<span>{}</span></li>"
)

CHOICE = (
    '<label class="choice" data-tone="{}"><input type="radio" name="verdict" value="{}"{}{}>'
    '<svg class="g" aria-hidden="true"><use href="#{}"/></svg><span>{}</span>{}</label>\n'
)
LOGGED = (
    '<li><span><time datetime="{}">{}</time> {} {}</span>'
    '<a class="hash" href="{}" title="Receipt: number of the entry and the beginning of its checksum">{} · {}</a></li>'
)


@register.simple_tag
def sends(name: str, key: Any) -> SafeString:
    """Say where a form goes: by itself without script, by htmx with it."""
    return format_html('method="post" action="{0}" hx-post="{0}"', reverse(name, args=[key]))


@register.simple_tag(takes_context=True)
def carries(context: Context, form: ActionForm, of: Any = "", claim: Any = "") -> SafeString:
    """Draw what a form of the workspace carries unseen, and what is wrong with it.

    `of` and `claim` name the rows whose versions it carries, where those go on with what else the person saves.
    """
    drawn = [format_html(CARRIED, "csrfmiddlewaretoken", context["csrf_token"], "")]
    if "sentence" not in form.fields:
        drawn.append(format_html(CARRIED, "at", context["unit"].number, ""))
    goes_with = {"version": of, "claim_version": claim}
    for name, held in form.fields.items():
        # A place is chosen from several where words stand more than once.
        if held.widget.is_hidden and name != "place":
            value, row = form[name].value(), goes_with.get(name)
            follows = format_html(' data-version-of="{}"', row) if row else ""
            drawn.append(format_html(CARRIED, name, "" if value is None else value, follows))
    if form.is_bound:
        drawn.append(render_to_string("_form_errors.html", {"form": form}))
    return SafeString("".join(drawn))


# Fields that nobody has filled in, by field, name and what is chosen; UNNAMED stands where their forms' ids begin.
BLANK: dict[tuple[Field, str, Any], str] = {}
UNNAMED = "\0%s"


@register.simple_tag
def field(bound: BoundField) -> SafeString:
    """Draw a field of a form: label, control, hint, errors. What is the same for everybody is drawn once and kept."""
    form, value = cast(Form, bound.form), bound.value()
    filled_in = form.is_bound or (value and not isinstance(bound.field, ChoiceField))
    # Kept is only what all forms of a class share: what lists rows is each form's own.
    if filled_in or not bound.auto_id or bound.field is not form.base_fields[bound.name]:
        return drawn_anew(bound)
    key = (bound.field, bound.name, value)
    if key not in BLANK:
        unnamed = copy.copy(form)
        unnamed.auto_id = UNNAMED
        BLANK[key] = drawn_anew(BoundField(unnamed, bound.field, bound.name))
    return SafeString(BLANK[key].replace(UNNAMED % bound.name, bound.auto_id))


def drawn_anew(bound: BoundField) -> SafeString:
    """Draw a field as Django does, which points aria-describedby at the ids of the hint and the errors."""
    drawn = f'<div class="field">\n<label for="{escape(bound.id_for_label)}">{escape(bound.label)}</label>\n{bound}\n'
    if bound.help_text:
        drawn += f'<div class="hint" id="{bound.auto_id}_helptext">{conditional_escape(bound.help_text)}</div>\n'
    if bound.form.is_bound and bound.errors:
        wrong = "".join(format_html(WRONG, error) for error in bound.errors)
        drawn += f'<ul class="errors" id="{bound.auto_id}_error">{wrong}</ul>\n'
    return SafeString(f"{drawn}</div>")


@register.simple_tag
def verdict_choices(form: ActionForm, verdicts: Sequence[Verdict]) -> SafeString:
    """Draw the verdicts to choose from, each with its key, and that there is none yet."""
    chosen = str(form["verdict"].value() or "")
    drawn = [
        format_html(
            CHOICE,
            verdict.tone,
            verdict.pk,
            format_html(' data-key="{}"', key),
            SafeString(" checked" if str(verdict.pk) == chosen else ""),
            f"verdict-{verdict.tone}",
            verdict.label,
            format_html("<kbd>{}</kbd>", key) if key < 10 else "",
        )
        for key, verdict in enumerate(verdicts, start=1)
    ]
    none = SafeString("" if chosen else " checked")
    return SafeString("".join([*drawn, format_html(CHOICE, "blue", "", "", none, "in_progress", "No verdict yet", "")]))


@register.simple_tag
def log_lines(lines: Sequence[Line]) -> SafeString:
    """Draw the newest entries of a claim's history, one line each."""
    return format_html_join(
        "\n",
        LOGGED,
        (
            (
                line.at.isoformat(),
                f"{line.at.day} {line.at:%b %H:%M}",
                line.who,
                line.what,
                reverse("receipt", args=[line.action]),
                line.number,
                line.hash8,
            )
            for line in lines
        ),
    )
