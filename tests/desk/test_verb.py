"""What holds of every verb: it works, it is recorded, and it refuses strangers, wrong roles, bad and late input."""

from __future__ import annotations

import copy
import json
from collections.abc import Iterator
from typing import Any

import pytest
from django.apps import apps
from django.db import transaction

from annotations.desk.checking import assess_claim
from annotations.desk.claiming import ClaimWords, add_claim
from annotations.desk.concluding import check_claim
from annotations.desk.errors import NotAllowed, Refused, StaleRow
from annotations.desk.importing import import_article
from annotations.desk.noting import add_note
from annotations.desk.projects import create_project, grant_role
from annotations.desk.sourcing import NewSource, Use, cite_source
from annotations.desk.undoing import INSTEAD, UNDOABLE, redo_action, undo_action
from annotations.history.act import Act
from annotations.history.guards import audited_models
from annotations.history.rows import defaults_of
from annotations.models import (
    Action,
    Anchor,
    Citation,
    Claim,
    Confidence,
    Event,
    Note,
    NoteKind,
    Origin,
    Role,
    Source,
    Stance,
    User,
)
from annotations.proof.verify import verify_history
from tests.desk.calls import CALLS
from tests.desk.calls.call import Arguments, Call, Desk
from tests.world import TEXT, person

ROLES = {"rita": Role.REVIEWER, "omar": Role.CHECKER, "cleo": Role.CHECKER, "vera": Role.VIEWER}

# Of the verbs that nothing takes back these are about no claim, and the screen offers no undoing of them.
ABOUT_NO_CLAIM = {
    "create_project",
    "edit_project",
    "grant_role",
    "withdraw_membership",
    "add_verdict",
    "edit_verdict",
    "import_article",
    "edit_article",
    "split_sentence",
    "join_sentences",
    "undo_parting",
    "redo_parting",
}

every_verb = pytest.mark.parametrize("call", CALLS, ids=lambda call: call.name)


@pytest.fixture(scope="module")
def built(django_db_setup: None, django_db_blocker: Any) -> Iterator[Desk]:
    """Build the desk once; every test stands in a savepoint on top of it."""
    with django_db_blocker.unblock(), transaction.atomic():
        yield build_desk()
        transaction.set_rollback(True)


@pytest.fixture
def desk(built: Desk, db: None) -> Desk:
    return copy.deepcopy(built)


def build_desk() -> Desk:
    people = {name: person(name) for name in ("mona", "rita", "omar", "cleo", "vera", "nora")}
    mona, omar, nora = people["mona"], people["omar"], people["nora"]
    project = create_project(slug="city", name="City desk", act=Act(mona))
    for name, role in ROLES.items():
        grant_role(project=project, user=people[name], role=role, act=Act(mona))
    verdicts = {verdict.code: verdict for verdict in project.scale.verdicts.all()}
    article = import_article(project=project, text=TEXT, origin=Origin.PASTE, act=Act(omar))
    revision = article.latest_revision()
    claim = add_claim(
        revision=revision,
        places=[(0, 30), (56, 103)],
        words=ClaimWords("The toll rises to €4 in May."),
        act=Act(omar),
    )
    assessment = assess_claim(
        claim=claim,
        verdict=verdicts["accurate"],
        note="",
        required_change="",
        confidence=Confidence.HIGH,
        version=0,
        act=Act(omar),
    )
    citation = cite_source(
        claim=claim,
        source=NewSource("Minutes of the council", "https://council.example/minutes"),
        use=Use(Stance.SUPPORTS, "The toll is €4."),
        act=Act(omar),
    )
    query = add_note(claim=claim, kind=NoteKind.QUERY, text="From which day?", act=Act(omar))
    elsewhere = create_project(slug="other", name="Another desk", act=Act(nora))
    ferry = import_article(project=elsewhere, text="Ferry stops.", origin=Origin.PASTE, act=Act(nora))
    return Desk(
        people=people,
        project=project,
        article=article,
        revision=revision,
        verdicts=verdicts,
        claim=claim,
        anchors=list(claim.anchors.order_by("start")),
        assessment=assessment,
        citation=Citation.objects.get(pk=citation.pk),
        query=Note.objects.get(pk=query.pk),
        other_article=ferry,
        other_verdict=elsewhere.scale.verdicts.first(),
    )


def act_of(desk: Desk, call: Call) -> Act:
    return desk.by(call.by)


@every_verb
def test_a_verb_works_and_is_recorded(desk: Desk, call: Call):
    asked, act = call.asked(desk), act_of(desk, call)

    given = call.verb(**asked, act=act)

    recorded: dict[str, set[str]] = {}
    for event in Event.objects.filter(action=act.action_id).prefetch_related("values"):
        body = json.loads(event.body)
        assert (body["verb"], body["actor"]) == (call.name, call.by)
        assert set(body["fields"]) == {value.field for value in event.values.all()}
        recorded.setdefault(event.kind, set()).update(body["fields"])
        if event.version == 1:  # what it does not say is at its default
            unsaid = defaults_of(apps.get_model("annotations", event.kind)).keys() - body["fields"].keys()
            recorded[event.kind] |= unsaid
    assert recorded == call.records
    action = Action.objects.get(pk=act.action_id)
    assert (action.verb, action.actor, action.at) == (call.name, desk.people[call.by], act.at)
    assert action.result == f"{given.object_kind()}:{given.pk}"
    assert type(given).objects.get(pk=given.pk).version == given.version
    assert list(verify_history()) == []


@pytest.mark.parametrize(
    ("call", "name"),
    [(call, name) for call in CALLS for name in (*call.beneath, "nora") if call.by != "nora"],
    ids=lambda value: value if isinstance(value, str) else value.name,
)
def test_whoever_may_not_is_refused(desk: Desk, call: Call, name: str):
    asked = call.asked(desk)
    before = everything()

    with pytest.raises(NotAllowed):
        call.verb(**asked, act=desk.by(name))

    assert everything() == before


@pytest.mark.parametrize(
    ("call", "field", "bad"),
    [(call, field, bad) for call in CALLS for field, bad in call.bad],
    ids=lambda value: value.name if isinstance(value, Call) else value if isinstance(value, str) else "",
)
def test_bad_input_is_refused_with_its_field(desk: Desk, call: Call, field: str, bad: Arguments):
    asked = call.asked(desk, **bad(desk))
    before = everything()

    with pytest.raises(Refused) as refused:
        call.verb(**asked, act=act_of(desk, call))

    assert (refused.value.status, refused.value.field) == (422, field)
    assert refused.value.message
    assert everything() == before


@pytest.mark.parametrize("late", [-1, 1], ids=["older", "newer"])
@pytest.mark.parametrize(
    "call", [call for call in CALLS if "version" in call.verb.__annotations__], ids=lambda call: call.name
)
def test_stale_version_changes_nothing(desk: Desk, call: Call, late: int):
    asked = call.asked(desk)
    if call.verb in (assess_claim, check_claim):  # which begin at version 0: cleo has saved once already
        call.verb(**asked, act=desk.by("cleo"))
    asked["version"] = 0 if late < 0 else asked["version"] + 7
    before = everything()

    with pytest.raises(StaleRow) as stale:
        call.verb(**asked, act=act_of(desk, call))

    assert stale.value.status == 409
    assert stale.value.row is not None
    assert everything() == before


@pytest.mark.parametrize(
    "call", [call for call in CALLS if "seen" in call.verb.__annotations__], ids=lambda call: call.name
)
def test_a_review_of_what_has_changed_since_is_stale(desk: Desk, call: Call):
    asked = call.asked(desk)
    cite_source(claim=desk.claim, source=NewSource("A poster"), use=Use(Stance.REFUTES), act=desk.by("omar"))
    before = everything()

    with pytest.raises(StaleRow):
        call.verb(**asked, act=act_of(desk, call))

    assert everything() == before


@every_verb
def test_the_same_action_again_gives_the_first_result(desk: Desk, call: Call):
    asked, act = call.asked(desk), act_of(desk, call)
    first = call.verb(**asked, act=act)
    before = everything()

    again = call.verb(**asked, act=act)

    assert again == first
    assert everything() == before


@every_verb
def test_the_same_action_with_another_request_is_refused(desk: Desk, call: Call):
    asked, act = call.asked(desk), act_of(desk, call)
    other = asked | call.another(desk)
    call.verb(**asked, act=act)
    before = everything()

    with pytest.raises(Refused):
        call.verb(**other, act=act)

    assert everything() == before


@every_verb
def test_the_same_action_by_somebody_else_is_refused(desk: Desk, call: Call):
    asked, act = call.asked(desk), act_of(desk, call)
    call.verb(**asked, act=act)
    before = everything()

    for other in (desk.people["mona"] if call.by != "mona" else desk.people["rita"], None):
        with pytest.raises(Refused):
            call.verb(**asked, act=Act(other, action_id=act.action_id))

    assert everything() == before


def test_the_same_action_by_another_verb_is_refused(desk: Desk):
    act = desk.by("omar")
    asked: dict[str, Any] = {"claim": desk.claim, "kind": NoteKind.NOTE, "text": "So it is."}
    add_note(**asked, act=act)

    with pytest.raises(Refused):
        add_claim(revision=desk.revision, places=[(0, 6)], words=ClaimWords("So it is."), act=act)


@pytest.mark.parametrize("call", [call for call in CALLS if call.name in UNDOABLE], ids=lambda call: call.name)
def test_undone_every_row_is_as_it_was_and_redone_as_it_became(desk: Desk, call: Call):
    asked, act = call.asked(desk), desk.by(call.by)
    before = tables()
    call.verb(**asked, act=act)
    after = tables()

    claim = Claim.objects.latest("id") if call.name == "add_claim" else desk.claim
    undo_action(claim=claim, action=Action.objects.get(pk=act.action_id), act=(undoing := desk.by(call.by)))

    rows = tables()
    assert {key: row for key, row in rows.items() if key in before} == before
    # The places of a claim go with it.
    assert {row["of"] for key, row in rows.items() if key not in before and stands(row)} <= {Anchor}
    assert list(verify_history()) == []
    undone = Action.objects.get(pk=undoing.action_id)
    if call.name == "approve_claim":
        with pytest.raises(Refused):
            redo_action(claim=claim, action=undone, act=desk.by(call.by))
        return
    redo_action(claim=claim, action=undone, act=desk.by(call.by))
    assert tables() == after
    assert list(verify_history()) == []


def test_what_cannot_be_undone_says_what_to_do_instead(desk: Desk):
    assert {call.name for call in CALLS} == UNDOABLE | INSTEAD.keys() | ABOUT_NO_CLAIM
    for call in CALLS:
        if call.name in UNDOABLE:
            continue
        with transaction.atomic():
            act = desk.by(call.by)
            call.verb(**call.asked(desk), act=act)
            events = Event.objects.count()
            with pytest.raises(Refused) as refused:
                undo_action(claim=desk.claim, action=Action.objects.get(pk=act.action_id), act=desk.by(call.by))
            assert refused.value.message.startswith("This cannot be undone. ")
            assert Event.objects.count() == events
            transaction.set_rollback(True)


def test_the_system_may_import_but_concludes_nothing(desk: Desk):
    import_article(project=desk.project, text="So it is.", origin=Origin.COMMAND, act=Act(None))
    personal = {
        "assess_claim",
        "check_claim",
        "cite_source",
        "edit_citation",
        "approve_claim",
        "send_back",
        "rule_on_claim",
    }

    for call in CALLS:
        if call.name in personal:
            with pytest.raises(NotAllowed):
                call.verb(**call.asked(desk), act=Act(None))

    assert list(verify_history()) == []


def everything() -> tuple[int, int, int]:
    """Count what any write would add to: events, actions, people."""
    return Event.objects.count(), Action.objects.count(), User.objects.count()


def tables() -> dict[Any, dict[str, Any]]:
    """Read every audited row by its key, without its version."""
    rows: dict[Any, dict[str, Any]] = {}
    for model in audited_models():
        names = [column.attname for column in model._meta.concrete_fields if column.name != "version"]
        rows |= {row["id"]: row | {"of": model} for row in model._default_manager.values(*names)}
    return rows


def stands(columns: dict[str, Any]) -> bool:
    """Tell whether a row counts: a sign-off until it is void, a source for ever."""
    return not columns.get("withdrawn") and not columns.get("voided") and columns["of"] is not Source
