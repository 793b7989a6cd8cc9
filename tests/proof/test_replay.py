"""Folding the events gives exactly the tables, whatever people did and in whatever order."""

from __future__ import annotations

import json
import random
import uuid
from collections.abc import Callable
from typing import Any

from django.apps import apps
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from annotations.desk.assigning import assign_claim
from annotations.desk.checking import assess_claim
from annotations.desk.claiming import (
    ClaimWords,
    add_claim,
    edit_claim,
    mark_not_checkable,
    restore_claim,
    withdraw_claim,
)
from annotations.desk.deciding import check_again, keep_verdict
from annotations.desk.errors import DeskError
from annotations.desk.importing import edit_article
from annotations.desk.noting import add_note, close_query, withdraw_note
from annotations.desk.parting import join_sentences, redo_parting, split_sentence, undo_parting
from annotations.desk.placing import add_place, move_place, withdraw_place
from annotations.desk.projects import edit_project, edit_verdict, grant_role
from annotations.desk.restoring import restore_value
from annotations.desk.reviewing import approve_claim, rule_on_claim, send_back, state_seen
from annotations.desk.revising import import_revision
from annotations.desk.sources import merge_sources, restore_source, retract_source
from annotations.desk.sourcing import NewSource, Use, cite_source, edit_citation, restore_citation, withdraw_citation
from annotations.desk.undoing import redo_action, undo_action
from annotations.history.act import Act
from annotations.history.canonical import canonical
from annotations.history.rows import defaults_of
from annotations.models import (
    Action,
    Anchor,
    Article,
    Assessment,
    Audience,
    Citation,
    Claim,
    Confidence,
    Event,
    NotCheckable,
    Note,
    NoteKind,
    Origin,
    Project,
    Revision,
    Role,
    Sentence,
    Source,
    Stance,
    Tone,
    User,
    Verdict,
    WorkStatus,
)
from annotations.proof.folded import Folded
from annotations.proof.tables import Tables
from annotations.proof.verify import verify_history

Choice = random.Random


def any_of(pick: Choice, model: type[Any], **wanted: Any) -> Any:
    rows = list(model.objects.filter(**wanted).order_by("pk"))
    return pick.choice(rows) if rows else None


def words(pick: Choice) -> str:
    return pick.choice(
        ["The toll rises.", "  The toll – “€4” – e\u0301.\n", "\U0001f309 " * 9, "It\u00a0was raised.", " "]
    )


def place(pick: Choice) -> tuple[int, int]:
    start = pick.randrange(200)
    return start, start + pick.randrange(1, 40)


def version_of(pick: Choice, row: Any) -> int:
    """Give the version that stands, now and then an older one."""
    return row.version - pick.choice([0, 0, 0, 1])


def use(pick: Choice) -> Use:
    return Use(pick.choice(list(Stance)), words(pick), pick.choice(["", "p. 4"]))


def verdict(pick: Choice) -> Verdict | None:
    return pick.choice([None, *Verdict.objects.order_by("order", "pk")])


def seen(pick: Choice, claim: Claim) -> str:
    return pick.choice([state_seen(claim)] * 4 + ["something else"])


def sentence_and_next(pick: Choice) -> tuple[Sentence, Sentence]:
    rows = list(Sentence.objects.filter(withdrawn="").select_related("revision__article__project").order_by("start"))
    at = pick.randrange(len(rows) - 1)
    return rows[at], rows[at + 1]


def split(pick: Choice, claim: Claim, act: Act) -> Sentence:
    sentence, _ = sentence_and_next(pick)
    at = pick.randrange(sentence.start, sentence.end)
    return split_sentence(sentence=sentence, at=at, version=version_of(pick, sentence), act=act)


def join(pick: Choice, claim: Claim, act: Act) -> Sentence:
    sentence, following = sentence_and_next(pick)
    versions = {"version": version_of(pick, sentence), "following_version": following.version}
    return join_sentences(sentence=sentence, following=following, **versions, act=act)


def parted_before(pick: Choice, act: Act, *verbs: str) -> Action:
    return any_of(pick, Action, actor=act.by, verb__in=verbs) or any_of(pick, Action)


def revise(pick: Choice, claim: Claim, act: Act) -> Revision:
    """Bring in an earlier text again, one with other words or in another order, or a longer one."""
    drafts = list(Revision.objects.select_related("article__project").order_by("number"))
    text = drafts[-1].text
    paragraphs = text.split("\n\n")
    pick.shuffle(paragraphs)
    texts = [
        pick.choice(drafts).text,
        text.replace("4", "5"),
        "\n\n".join(paragraphs),
        f"{text}\n\nIt is {words(pick)}.",
    ]
    return import_revision(
        article=drafts[-1].article, text=pick.choice(texts), after=drafts[-1], origin=Origin.PASTE, act=act
    )


def keep(pick: Choice, claim: Claim, act: Act) -> Claim:
    return keep_verdict(claim=claim, assessment=any_of(pick, Assessment, claim=claim), seen=seen(pick, claim), act=act)


def merge(pick: Choice, claim: Claim, act: Act) -> Source:
    one, other = any_of(pick, Source), any_of(pick, Source)
    return merge_sources(source=one, other=other, version=one.version, other_version=other.version, act=act)


def retract(pick: Choice, claim: Claim, act: Act) -> Source:
    source = any_of(pick, Source)
    if source.retracted_on:
        return restore_source(source=source, version=version_of(pick, source), act=act)
    return retract_source(source=source, reason=words(pick), version=version_of(pick, source), act=act)


def put_value_back(pick: Choice, claim: Claim, act: Act) -> object:
    event = any_of(pick, Event)
    row = apps.get_model("annotations", event.kind)._default_manager.get(pk=event.object)
    field = pick.choice([*json.loads(event.body)["fields"]])
    return restore_value(event=event, field=field, version=version_of(pick, row), act=act)


VERBS: dict[str, Callable[[Choice, Claim, Act], object]] = {
    "add_claim": lambda pick, claim, act: add_claim(
        revision=any_of(pick, Revision), places=[place(pick)], words=ClaimWords(words(pick), within=claim), act=act
    ),
    "edit_claim": lambda pick, claim, act: edit_claim(
        claim=claim,
        words=ClaimWords(words(pick), within=pick.choice([None, any_of(pick, Claim)])),
        version=version_of(pick, claim),
        act=act,
    ),
    "withdraw_claim": lambda pick, claim, act: withdraw_claim(
        claim=claim, reason=words(pick), version=version_of(pick, claim), act=act
    ),
    "restore_claim": lambda pick, claim, act: restore_claim(claim=claim, version=version_of(pick, claim), act=act),
    "mark_not_checkable": lambda pick, claim, act: mark_not_checkable(
        claim=claim, reason=pick.choice([None, None, *NotCheckable]), version=version_of(pick, claim), act=act
    ),
    "add_place": lambda pick, claim, act: add_place(
        claim=claim, revision=any_of(pick, Revision), **dict(zip(("start", "end"), place(pick), strict=True)), act=act
    ),
    "move_place": lambda pick, claim, act: move_place(
        anchor=(anchor := any_of(pick, Anchor)),
        **dict(zip(("start", "end"), place(pick), strict=True)),
        version=version_of(pick, anchor),
        act=act,
    ),
    "withdraw_place": lambda pick, claim, act: withdraw_place(
        anchor=(anchor := any_of(pick, Anchor)), reason=words(pick), version=version_of(pick, anchor), act=act
    ),
    "assess_claim": lambda pick, claim, act: assess_claim(
        claim=claim,
        verdict=verdict(pick),
        note=words(pick),
        required_change="",
        confidence=pick.choice([None, *Confidence]),
        version=pick.randrange(4),
        act=act,
    ),
    "cite_source": lambda pick, claim, act: cite_source(
        claim=claim,
        source=pick.choice([any_of(pick, Source), NewSource(words(pick), pick.choice(["", "https://a.example/b"]))]),
        use=use(pick),
        act=act,
    ),
    "edit_citation": lambda pick, claim, act: edit_citation(
        citation=(citation := any_of(pick, Citation)), use=use(pick), version=version_of(pick, citation), act=act
    ),
    "withdraw_citation": lambda pick, claim, act: withdraw_citation(
        citation=(citation := any_of(pick, Citation)), reason="No.", version=version_of(pick, citation), act=act
    ),
    "restore_citation": lambda pick, claim, act: restore_citation(
        citation=(citation := any_of(pick, Citation)), version=version_of(pick, citation), act=act
    ),
    "add_note": lambda pick, claim, act: add_note(
        claim=claim,
        kind=pick.choice(list(NoteKind)),
        text=words(pick),
        audience=pick.choice(list(Audience)),
        answers=pick.choice([None, any_of(pick, Note, claim=claim)]),
        act=act,
    ),
    "close_query": lambda pick, claim, act: close_query(
        query=(note := any_of(pick, Note)), version=version_of(pick, note), act=act
    ),
    "withdraw_note": lambda pick, claim, act: withdraw_note(
        note=(note := any_of(pick, Note)), reason="No.", version=version_of(pick, note), act=act
    ),
    "approve_claim": lambda pick, claim, act: approve_claim(claim=claim, seen=seen(pick, claim), act=act),
    "send_back": lambda pick, claim, act: send_back(claim=claim, reason="Again.", seen=seen(pick, claim), act=act),
    "rule_on_claim": lambda pick, claim, act: rule_on_claim(
        claim=claim, verdict=any_of(pick, Verdict), reason=words(pick), seen=seen(pick, claim), act=act
    ),
    "undo_action": lambda pick, claim, act: undo_action(
        claim=claim, action=any_of(pick, Action, actor=act.by) or any_of(pick, Action), act=act
    ),
    "redo_action": lambda pick, claim, act: redo_action(
        claim=claim, action=any_of(pick, Action, verb="undo_action") or any_of(pick, Action), act=act
    ),
    "split_sentence": split,
    "join_sentences": join,
    "undo_parting": lambda pick, claim, act: undo_parting(
        revision=any_of(pick, Revision),
        action=parted_before(pick, act, "split_sentence", "join_sentences", "redo_parting"),
        act=act,
    ),
    "redo_parting": lambda pick, claim, act: redo_parting(
        revision=any_of(pick, Revision), action=parted_before(pick, act, "undo_parting"), act=act
    ),
    "edit_article": lambda pick, claim, act: edit_article(
        article=(article := any_of(pick, Article)), title=words(pick), version=version_of(pick, article), act=act
    ),
    "edit_project": lambda pick, claim, act: edit_project(
        project=(project := any_of(pick, Project)),
        name=words(pick),
        guidelines=words(pick),
        checks_needed=pick.choice([1, 2]),
        version=version_of(pick, project),
        act=act,
    ),
    "edit_verdict": lambda pick, claim, act: edit_verdict(
        verdict=(step := any_of(pick, Verdict)),
        label=words(pick),
        tone=pick.choice(list(Tone)),
        order=pick.randrange(9),
        number=pick.choice([None, 4]),
        withdrawn="",
        version=version_of(pick, step),
        act=act,
    ),
    "import_revision": revise,
    "keep_verdict": keep,
    "check_again": lambda pick, claim, act: check_again(claim=claim, seen=seen(pick, claim), act=act),
    "retract_source": retract,
    "merge_sources": merge,
    "restore_value": put_value_back,
    "assign_claim": lambda pick, claim, act: assign_claim(
        claim=claim, assignee=any_of(pick, User), due_on=None, version=version_of(pick, claim), act=act
    ),
    "grant_role": lambda pick, claim, act: grant_role(
        project=any_of(pick, Project), user=any_of(pick, User), role=pick.choice(list(Role)), act=act
    ),
}


@settings(
    max_examples=6,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
    database=None,
    derandomize=True,
)
@given(steps=st.lists(st.tuples(st.sampled_from(sorted(VERBS)), st.integers(0, 2**32)), min_size=20, max_size=40))
def test_replay_gives_the_tables_after_whatever_people_did(furnished, db, steps: list[tuple[str, int]]):
    with transaction.atomic():
        done = [refusal_of(name, Choice(seed)) for name, seed in steps]
        found = list(verify_history())
        statuses = set(Claim.objects.values_list("work_status", flat=True))
        transaction.set_rollback(True)

    assert found == [], done
    assert statuses <= set(WorkStatus.values)


def refusal_of(name: str, pick: Choice) -> str:
    """Let somebody do something; a refusal must leave no trace."""
    before = Event.objects.count()
    try:
        VERBS[name](pick, any_of(pick, Claim), Act(any_of(pick, User)))
    except DeskError as refused:
        assert Event.objects.count() == before
        return f"{name}: {refused}"
    return name


def folded_row(key: uuid.UUID) -> Folded:
    """Fold the events of one row alone."""
    row = Folded("claim", Claim.objects.get(pk=key).stream_key)
    for event in Event.objects.filter(object=key).order_by("version").prefetch_related("values"):
        row.version = event.version
        row.fields |= {value.field: value.value for value in event.values.all()}
    return row


def found_about(key: uuid.UUID, row: Folded) -> list[str]:
    found = [finding.what for finding in Tables().compare({str(key): row})]
    return [what for what in found if "what the history says" in what]


def test_a_column_that_came_later_has_its_default_in_older_events(furnished, db):
    claim = Claim.objects.get(number=1)
    row = folded_row(claim.pk)
    row.fields = {name: canonical(value) for name, value in defaults_of(Claim).items()} | row.fields
    assert found_about(claim.pk, row) == []

    del row.fields["claimant"], row.fields["risk"]
    assert found_about(claim.pk, row) == []
    del row.fields["statement"]
    assert found_about(claim.pk, row) == ["statement is not what the history says"]
