"""Controls drawn as ready strings are what Django's templates draw."""

from __future__ import annotations

import pytest
from django.forms.renderers import DjangoTemplates
from django.test import Client

from annotations.models import User
from annotations.web import forms
from annotations.web.renderer import Controls

FORMS = (
    forms.NewClaimForm,
    forms.CitationForm,
    forms.NoteForm,
    forms.ScopeForm,
    forms.SendBackForm,
    forms.HeadForm,
    forms.NewArticleForm,
)
ANGRY = '<b onx="1">\'&amp;\n'


@pytest.mark.parametrize("form", FORMS, ids=lambda form: form.__name__)
@pytest.mark.parametrize("value", [None, "", ANGRY, 0, 7])
def test_every_control_is_drawn_as_django_draws_it(form: type[forms.ActionForm], value: object) -> None:
    for name, field in form.base_fields.items():
        widget = field.widget
        attributes = {"id": name, "aria-describedby": ANGRY, "disabled": True, "hidden": False}
        shown = value if not isinstance(value, str) or name != "when" else None

        drawn, djangos = (widget.render(name, shown, attributes, each) for each in (Controls(), DjangoTemplates()))

        assert drawn == djangos.strip(), name


def test_the_site_draws_its_controls_so(omar: User) -> None:
    assert Client().get("/login/").context["form"].renderer.__class__ is Controls
