"""What a form takes: words of a length that a person writes, and days in living memory."""

from __future__ import annotations

import uuid
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse, set_script_prefix
from django.utils import timezone

from annotations.models import Project, Role, User, Verdict
from annotations.reports.events.claim_log import Line
from annotations.templatetags.forms import (
    address,
    drawn_anew,
    fields,
    log_lines,
    sends,
    tick,
    tick_anew,
    verdict_choices,
)
from annotations.templatetags.looks import face, verdict_tag
from annotations.web import forms

FREE_TEXT = [
    (forms.StatementForm, "statement", 5_000),
    (forms.NewClaimForm, "statement", 5_000),
    (forms.NewClaimForm, "quote", 20_000),
    (forms.MoveForm, "quote", 20_000),
    (forms.ReasonForm, "reason", 1_000),
    (forms.CheckForm, "note", 20_000),
    (forms.CheckForm, "required_change", 20_000),
    (forms.CitationForm, "quote", 20_000),
    (forms.SourceForm, "quote", 20_000),
    (forms.NoteForm, "text", 20_000),
    (forms.AnswerForm, "text", 20_000),
    (forms.SendBackForm, "reason", 5_000),
    (forms.RuleForm, "reason", 5_000),
    (forms.EditHeadForm, "desk_note", 20_000),
]


@pytest.mark.parametrize(("form", "name", "most"), FREE_TEXT)
def test_free_text_has_an_end(form: type[forms.ActionForm], name: str, most: int) -> None:
    field = form.base_fields[name]

    assert field.clean("é" * most) == "é" * most
    with pytest.raises(ValidationError) as refused:
        field.clean("é" * (most + 1))
    assert refused.value.messages == [f"Ensure this value has at most {most} characters (it has {most + 1})."]


def test_line_ends_count_once() -> None:
    assert forms.CheckForm.base_fields["note"].clean("\r\n".join("a" * 10_000)) == "\n".join("a" * 10_000)


@pytest.mark.parametrize("when", ["0206-03-03T10:00", "1899-12-31T23:59", "2101-01-01T00:00", "9999-12-31T23:59"])
def test_a_slip_in_the_year_is_asked_about(when: str) -> None:
    field = forms.NoteForm.base_fields["when"]

    with pytest.raises(ValidationError) as refused:
        field.clean(when)
    assert refused.value.messages == ["Look at the year again."]
    assert field.clean("1900-01-01T00:00").year == 1900
    assert field.clean("2100-12-31T23:59").year == 2100


def test_a_list_is_read_when_it_is_drawn_and_not_before(
    cleo: User, project: Project, django_assert_num_queries: Any
) -> None:
    sent = {"action_id": str(uuid.uuid4()), "title": "Minutes", "kind": "document", "stance": "supports"}
    form = forms.SourceForm(sent, project=project, reader=cleo, role=Role.CHECKER)

    with django_assert_num_queries(0):
        assert form.is_valid(), form.errors
    with django_assert_num_queries(1):
        assert "a new source, below" in str(form.choice)
        assert "a new source, below" in str(form.choice)


UNFILLED = (forms.NoteForm, forms.CitationForm, forms.ReasonForm, forms.ScopeForm, forms.SendBackForm, forms.HeadForm)


@pytest.mark.parametrize("form", UNFILLED, ids=lambda form: form.__name__)
def test_a_field_that_was_drawn_before_is_drawn_as_it_would_be_anew(form: type[forms.ActionForm]) -> None:
    for _ in range(2):
        for auto_id in ("here-%s", "there-%s"):
            for bound in form(auto_id=auto_id).visible_fields():
                assert fields(bound.form, bound.name) == drawn_anew(bound), bound.name
                assert tick(bound.form, bound.name) == tick_anew(bound), bound.name


def test_what_one_form_is_filled_with_stands_in_no_other() -> None:
    for said in ({"stance": "refutes", "quote": "in camera", "locator": "page 3"}, {}, {"stance": "context"}):
        form = forms.CitationForm(initial=said)
        for bound in form.visible_fields():
            assert fields(bound.form, bound.name) == drawn_anew(bound), bound.name


def test_what_is_wrong_with_one_form_is_said_in_no_other() -> None:
    fields(forms.NoteForm(), "text")

    assert "Write something first." in fields(forms.NoteForm({}), "text")
    assert "Write something first." not in fields(forms.NoteForm(), "text")


def test_a_form_has_lists_of_rows_of_its_own_and_shares_the_other_fields(project: Project) -> None:
    one, other = (forms.CheckForm(verdicts=verdicts) for verdicts in (forms.project_verdicts(project), []))

    assert one.fields["verdict"] is not other.fields["verdict"]
    assert one.fields["note"] is other.fields["note"]
    assert "Accurate" in fields(one, "verdict")
    assert "Accurate" not in fields(other, "verdict")


def test_a_row_has_the_address_that_its_page_has_wherever_the_desk_is_served() -> None:
    key = uuid.uuid4()
    for prefix in ("/desk/", "/"):
        set_script_prefix(prefix)
        assert address("assess", key) == reverse("assess", args=[key])
        assert sends("assess", key).count(f'"{reverse("assess", args=[key])}"') == 2


def test_words_that_people_wrote_become_no_markup() -> None:
    angry = "<b onx='1'>\""
    verdict = Verdict(label=angry, tone=angry)
    line = Line(timezone.now(), angry, angry, 1, "0123abcd", uuid.uuid4())
    drawn = [
        face(angry),
        verdict_tag(verdict),
        verdict_choices(forms.CheckForm(verdicts=[verdict]), [verdict]),
        log_lines([line]),
    ]

    assert not [each for each in drawn if "<b" in each or "onx='" in each]
