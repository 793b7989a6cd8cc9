"""The verbs that put back what stood before, or take words away for good."""

from __future__ import annotations

from typing import Any

from annotations.desk.claiming import edit_claim
from annotations.desk.erasing import erase_words
from annotations.desk.restoring import restore_value
from annotations.desk.undoing import redo_action, undo_action
from annotations.models import ErasureReason, Event
from tests.desk.calls.call import Call, Desk, always, claim_elsewhere, first_action, last_action, other_claim
from tests.desk.calls.claims import words


def _reworded(desk: Desk) -> dict[str, Any]:
    edited = edit_claim(**words(desk, "The toll is €4."), act=desk.by("omar"))
    event = Event.objects.get(object=desk.claim.pk, version=1)
    return {"event": event, "field": "statement", "version": edited.version}


def _undone(desk: Desk) -> dict[str, Any]:
    undo_action(claim=desk.claim, action=last_action(desk, "omar"), act=desk.by("omar"))
    return {"claim": desk.claim, "action": last_action(desk, "omar")}


CALLS = [
    Call(
        restore_value,
        by="omar",
        beneath=("vera",),
        arguments=_reworded,
        records={"claim": {"statement"}},
        another=lambda desk: {"field": "claimant"},
        bad=(
            ("", lambda desk: {"field": "number"}),
            ("", lambda desk: {"field": "risk"}),
            ("", lambda desk: {"event": Event.objects.get(object=desk.revision.pk, version=1)}),
        ),
    ),
    Call(
        undo_action,
        by="omar",
        beneath=("rita", "cleo", "vera"),
        arguments=lambda desk: {"claim": desk.claim, "action": last_action(desk, "omar")},
        records={"note": {"withdrawn"}},
        another=lambda desk: {"claim": claim_elsewhere(desk)},
        bad=(
            ("", lambda desk: {"action": first_action(desk)}),
            ("", lambda desk: {"claim": other_claim(desk)}),
        ),
    ),
    Call(
        redo_action,
        by="omar",
        beneath=("rita", "cleo", "vera"),
        arguments=_undone,
        records={"note": {"withdrawn"}},
        another=lambda desk: {"claim": claim_elsewhere(desk)},
        bad=(("", lambda desk: {"action": first_action(desk)}),),
    ),
    Call(
        erase_words,
        by="mona",
        beneath=("rita", "omar", "vera"),
        arguments=lambda desk: {
            "event": Event.objects.get(object=desk.citation.pk, version=1),
            "field": "quote",
            "reason": ErasureReason.COPYRIGHT,
        },
        records={"citation": {"quote", "erased", "erased_for"}},
        another=always(reason=ErasureReason.OTHER),
        bad=(("field", always(field="stance")), ("field", always(field="locator"))),
    ),
]
