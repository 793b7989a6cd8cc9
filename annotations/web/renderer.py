"""The controls of forms as ready strings: Django renders a template for each, and a panel has fifty of them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.forms.renderers import DjangoTemplates
from django.utils.html import escape
from django.utils.safestring import SafeString

INPUTS = frozenset(
    f"django/forms/widgets/{name}.html"
    for name in ("hidden", "text", "input", "date", "datetime", "url", "email", "checkbox")
)
TEXTAREA = "django/forms/widgets/textarea.html"


class Controls(DjangoTemplates):
    """Draw the plain controls as Django's own templates do (FORM_RENDERER); the others are left to those."""

    def render(self, template_name: str, context: Mapping[str, Any], request: Any = None) -> SafeString:
        if template_name in INPUTS:
            widget = context["widget"]
            value = "" if widget["value"] is None else f' value="{escape(widget["value"])}"'
            drawn = f'<input type="{widget["type"]}" name="{escape(widget["name"])}"{value}{_attributes(widget)}>'
        elif template_name == TEXTAREA:
            widget = context["widget"]
            words = escape(widget["value"] or "")
            drawn = f'<textarea name="{escape(widget["name"])}"{_attributes(widget)}>\n{words}</textarea>'
        else:
            return SafeString(super().render(template_name, dict(context), request))
        return SafeString(drawn)


def _attributes(widget: Mapping[str, Any]) -> str:
    return "".join(
        f" {name}" if value is True else f' {name}="{escape(value)}"'
        for name, value in widget["attrs"].items()
        if value is not False
    )
