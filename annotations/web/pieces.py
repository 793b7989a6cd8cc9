"""The part of the panel in which a sentence is split or joined, as long as somebody has it open."""

from __future__ import annotations

from collections.abc import Mapping
from html import escape
from typing import Any

from django.utils.safestring import SafeString

from annotations.desk.parting import next_to_redo, next_to_undo
from annotations.models import Role
from annotations.reports.parting import Parting, parting_of
from annotations.web.forms import ActionForm, DoneForm
from annotations.web.forms.parting import JoinForm, SplitForm
from annotations.web.selection import OPEN, Selection


def parting_context(chosen: Selection, bound: Mapping[str, ActionForm]) -> dict[str, Any]:
    """Gather what the part shows: nothing, as long as nobody has asked for it."""
    if not chosen.parting or not chosen.may(Role.CHECKER):
        return {"parting": None}
    parting = parting_of(
        chosen.revision, chosen.unit.sentence.start, selected=chosen.selected_place, near=chosen.near_place
    )
    if parting is None:
        return {"parting": None}
    split = bound.get("split") or SplitForm(initial={"version": parting.sentence.version})
    undo, redo = (find(parting.sentence, chosen.reader) for find in (next_to_undo, next_to_redo))
    context: dict[str, Any] = {
        "parting": parting,
        "parting_open": chosen.parting == OPEN,
        "split": split,
        "pieces": pieces_html(parting, _chosen(split, parting)),
        "parting_undo": DoneForm(initial={"done": undo.pk}, auto_id=False) if undo else None,
        "parting_redo": DoneForm(initial={"done": redo.pk}, auto_id=False) if redo else None,
    }
    if parting.following:
        following = parting.following.sentence
        read = {"following": following.pk, "following_version": following.version}
        join = JoinForm(revision=chosen.revision, initial={"version": parting.sentence.version} | read)
        context["join"] = bound.get("join") or join
    return context


def _chosen(split: ActionForm, parting: Parting) -> int | None:
    """Give the place that was chosen before, where the form comes again, or that somebody had pointed to."""
    sent = str(split["before"].value() or "") if split.is_bound else ""
    return int(sent) if sent.isascii() and sent.isdigit() and len(sent) < 10 else parting.chosen


def pieces_html(parting: Parting, chosen: int | None) -> SafeString:
    """Draw the words of a sentence, each but the first to be chosen as the one with which the second half begins."""
    first, *others = parting.pieces
    places = {piece.at for piece in others}
    focus = chosen if chosen in places else min(places, default=None)
    drawn = [f'<span class="piece">{escape(first.words)}</span>{escape(first.gap)}']
    for piece in others:
        marks = (" checked" if piece.at == chosen else "") + (" autofocus" if piece.at == focus else "")
        drawn.append(
            f'<label class="piece"><input type="radio" name="before" value="{piece.at}"{marks}>'
            f"<span>{escape(piece.words)}</span></label>{escape(piece.gap)}"
        )
    return SafeString("".join(drawn))
