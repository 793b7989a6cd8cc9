"""What people conclude about a claim: verdicts, sources, notes, and a reviewer's word."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Self

from django import forms

from annotations.models import (
    Assessment,
    Audience,
    Citation,
    Claim,
    Confidence,
    NoteKind,
    Stance,
    Verdict,
)
from annotations.web.forms.base import (
    LONGEST,
    ActionForm,
    Hidden,
    OneOf,
    Pick,
    VersionForm,
    Words,
    choose_verdict,
    in_living_memory,
)


class AssessForm(VersionForm):
    """One's own conclusion about a claim."""

    name = "assess"

    verdict = OneOf(label="Verdict", required=False)
    note = Words(label="Why", required=False, rows=3, max_length=LONGEST)
    required_change = Words(label="Required change", required=False, rows=2, max_length=LONGEST)
    confidence = Pick(label="Confidence", choices=[("", "not said"), *Confidence.choices], required=False)
    claim_version = Hidden(required=False, min_value=1)

    # Any of these begins a check.
    BEGINS: tuple[str, ...] = ("verdict", "note", "required_change")

    def __init__(self, *args: Any, verdicts: Sequence[Verdict], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choose_verdict(self, verdicts)

    def clean(self) -> dict[str, Any]:
        """Refuse to begin with nothing: whoever has begun a check can no longer approve it."""
        said = super().clean() or {}
        if said.get("version") == 0 and not any(said.get(name) for name in self.BEGINS):
            self.add_error("verdict", "Choose a verdict, or write something first.")
        return said

    @classmethod
    def of(
        cls,
        assessment: Assessment | None,
        claim: Claim,
        before: Assessment | None = None,
        *,
        verdicts: Sequence[Verdict],
    ) -> Self:
        """Show an assessment; in a new round, what the same person wrote in the last one."""
        shown = assessment or before
        initial: dict[str, Any] = {"version": assessment.version if assessment else 0, "claim_version": claim.version}
        if shown:
            initial |= {
                "verdict": shown.verdict_id if assessment else None,
                "note": shown.note,
                "required_change": shown.required_change,
                "confidence": shown.confidence,
            }
        return cls(initial=initial, verdicts=verdicts)


class UseForm(ActionForm):
    """What a source says about a claim."""

    name = "use"

    stance = Pick(label="Stance", choices=Stance, initial=Stance.SUPPORTS)
    locator = forms.CharField(label="Where in it", required=False, max_length=200, help_text="Page, time or paragraph")
    quote = Words(label="Exact words", required=False, rows=2, max_length=LONGEST)
    accessed_on = forms.DateField(label="Seen on", required=False, widget=forms.DateInput(attrs={"type": "date"}))


class CitationForm(UseForm):
    version = Hidden(min_value=1)

    @classmethod
    def of(cls, citation: Citation) -> CitationForm:
        names = ("stance", "locator", "quote", "accessed_on", "version")
        initial = {name: getattr(citation, name) for name in names}
        return cls(initial=initial, auto_id=f"cite-{citation.pk}-%s")


class NoteForm(ActionForm):
    """A note, or a question: what a person chooses from says both its kind and whom it is for."""

    name = "note"

    ASK_DESK = "ask_desk"

    kind = Pick(
        label="What it is",
        choices=[
            (NoteKind.NOTE, "Note for the desk"),
            (NoteKind.QUERY, "Ask the writer"),
            (ASK_DESK, "Ask the desk"),
            (NoteKind.ATTEMPT, NoteKind.ATTEMPT.label),
            (NoteKind.REPLY, NoteKind.REPLY.label),
        ],
        initial=NoteKind.NOTE,
    )
    # Not on the screen: whoever sends the form by a program may say it.
    audience = forms.ChoiceField(choices=Audience, required=False)
    text = Words(label="Text", rows=2, max_length=LONGEST, ask="Write something first.")
    to_whom = forms.CharField(label="To whom", required=False, max_length=300)
    how = forms.CharField(label="How", required=False, max_length=300)
    when = forms.DateTimeField(
        label="When (UTC)",
        required=False,
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}),
        validators=[in_living_memory],
    )
    no_reply = forms.BooleanField(label="No reply", required=False)

    def clean(self) -> dict[str, Any]:
        said = super().clean() or {}
        to_the_writer = said.get("kind") == NoteKind.QUERY
        if said.get("kind") == self.ASK_DESK:
            said["kind"] = NoteKind.QUERY
        said["audience"] = said.get("audience") or (Audience.WRITER if to_the_writer else Audience.DESK)
        return said


class AnswerForm(ActionForm):
    name = "answer"

    text = Words(label="Answer", rows=2, max_length=LONGEST, ask="Write something first.")


class SeenForm(ActionForm):
    """A reviewer's decision: it carries the state of the claim that the reviewer looked at."""

    name = "approve"

    seen = forms.CharField(widget=forms.HiddenInput, max_length=16)


class SendBackForm(SeenForm):
    name = "back"

    reason = Words(label="What has to be done again", rows=2, max_length=5000, ask="Say what has to be done again.")


class RuleForm(SeenForm):
    name = "rule"

    verdict = OneOf(label="Verdict", empty_label="choose one", error_messages={"required": "Choose a verdict."})
    reason = Words(label="Why you decide so", rows=2, max_length=5000, ask="Give the verdict a reason.")

    def __init__(self, *args: Any, verdicts: Sequence[Verdict], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choose_verdict(self, verdicts)
