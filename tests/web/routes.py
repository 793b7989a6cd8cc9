"""Each form of the workspace, sent rightly: who may, what it holds, what is bad in it, and how it comes too late.

`Room` is the state they all start from: claim 1 stands in the headline and in sentence 3, found accurate by omar with
one source, a withdrawn one, a query and a note; claim 2 is the first caption; claim 3 is withdrawn.
"""

from __future__ import annotations

import re
import uuid
from collections.abc import Callable
from dataclasses import dataclass, field
from html.parser import HTMLParser
from typing import Any

from django.urls import reverse

from annotations.desk.assigning import assign_claim
from annotations.desk.checking import assess_claim, standing_assessment
from annotations.desk.claiming import ClaimWords, add_claim, edit_claim, restore_claim, withdraw_claim
from annotations.desk.importing import import_article
from annotations.desk.noting import add_note, withdraw_note
from annotations.desk.placing import move_place
from annotations.desk.projects import create_project, grant_role
from annotations.desk.reviewing import state_seen
from annotations.desk.sourcing import NewSource, Use, cite_source, edit_citation, restore_citation, withdraw_citation
from annotations.desk.undoing import redo_action, undo_action
from annotations.history.act import Act
from annotations.models import (
    Action,
    Anchor,
    Article,
    Citation,
    Claim,
    Confidence,
    Note,
    NoteKind,
    Origin,
    Project,
    Revision,
    Role,
    Stance,
    User,
    Verdict,
)
from annotations.proof.checkpoints import make_checkpoint
from tests.world import TEXT, now, person, span

ROLES = {"rita": Role.REVIEWER, "omar": Role.CHECKER, "cleo": Role.CHECKER, "vera": Role.VIEWER}
HTMX = {"HX-Request": "true"}
PARTS = ("claims", "words", "check", "others", "sources", "notes", "review", "log")
AT = 3


@dataclass
class Room:
    people: dict[str, User]
    project: Project
    article: Article
    revision: Revision
    verdicts: dict[str, Verdict]
    claim: Claim
    caption: Claim
    withdrawn: Claim
    anchors: list[Anchor]
    citation: Citation
    withdrawn_citation: Citation
    undone: Action
    query: Note
    note: Note

    def by(self, name: str) -> Act:
        return Act(self.people[name])

    def place(self, words: str) -> tuple[int, int]:
        start = self.revision.text.index(words)
        return start, start + len(words)


def build_room() -> Room:
    people = {name: person(name) for name in ("mona", "rita", "omar", "cleo", "vera", "nora")}
    mona, omar = people["mona"], people["omar"]
    project = create_project(slug="city", name="City desk", act=Act(mona))
    for name, role in ROLES.items():
        grant_role(project=project, user=people[name], role=role, act=Act(mona))
    article = import_article(project=project, text=TEXT, origin=Origin.PASTE, act=Act(omar))
    revision = article.latest_revision()
    verdicts = {verdict.code: verdict for verdict in project.scale.verdicts.all()}

    def record(statement: str, *words: str) -> Claim:
        return add_claim(revision=revision, places=[*map(span, words)], words=ClaimWords(statement), act=Act(omar))

    claim = record("The toll rises to €4 in May.", "Bridge toll to rise by a third", "The toll on the Varn bridge")
    caption = record("The picture shows the old bridge.", "The old bridge at dusk")
    withdrawn = record("Nobody likes the toll.", "“Nobody likes it,”")
    withdraw_claim(claim=withdrawn, reason="An opinion.", version=1, act=Act(omar))
    asked, undoing = Act(people["cleo"]), Act(people["cleo"])
    add_note(claim=withdrawn, kind=NoteKind.NOTE, text="Is it?", act=asked)
    undo_action(claim=withdrawn, action=Action.objects.get(pk=asked.action_id), act=undoing)
    minutes = NewSource("Council minutes", "https://council.example/minutes")
    citation = cite_source(claim=claim, source=minutes, use=Use(Stance.SUPPORTS, "€4", "p. 2"), act=Act(omar))
    blog = cite_source(claim=claim, source=NewSource("A blog"), use=Use(Stance.CONTEXT), act=Act(omar))
    withdraw_citation(citation=blog, reason="Not a source.", version=1, act=Act(omar))
    assess_claim(
        claim=claim,
        verdict=verdicts["accurate"],
        note="The minutes have it.",
        required_change="",
        confidence=Confidence.HIGH,
        version=1,
        act=Act(omar),
    )
    make_checkpoint()
    return Room(
        people=people,
        project=project,
        article=article,
        revision=revision,
        verdicts=verdicts,
        claim=claim,
        caption=caption,
        withdrawn=withdrawn,
        anchors=list(Anchor.objects.filter(claim=claim).order_by("start")),
        citation=citation,
        withdrawn_citation=blog,
        undone=Action.objects.get(pk=undoing.action_id),
        query=add_note(claim=claim, kind=NoteKind.QUERY, text="From which day in May?", act=Act(omar)),
        note=add_note(claim=claim, kind=NoteKind.NOTE, text="Rang the council.", act=Act(omar)),
    )


Data = dict[str, Any]


def assessment_version(room: Room, name: str) -> int:
    found = standing_assessment(now(room.claim), room.people[name])
    return found.version if found else 0


# Somebody else is quicker, or the same person in another tab.


def reworded(row: Callable[[Room], Claim]) -> Callable[[Room], None]:
    def save(room: Room) -> None:
        claim = now(row(room))
        words = ClaimWords("The toll goes up to €4.")
        edit_claim(claim=claim, words=words, version=claim.version, act=room.by("rita"))

    return save


def withdrawn_again(room: Room) -> None:
    restored = restore_claim(claim=room.withdrawn, version=now(room.withdrawn).version, act=room.by("rita"))
    withdraw_claim(claim=restored, reason="Said of another bridge.", version=restored.version, act=room.by("rita"))


def moved(room: Room) -> None:
    start, end = room.place("said Mayor Ada Brook")
    move_place(anchor=room.anchors[1], start=start, end=end, version=1, act=room.by("cleo"))


def assessed_in_another_tab(room: Room) -> None:
    confirmed(room, note="As the council’s budget says.")


def given_and_taken_back(room: Room) -> None:
    given = assign_claim(
        claim=room.claim,
        assignee=room.people["cleo"],
        due_on=None,
        version=now(room.claim).version,
        act=room.by("rita"),
    )
    assign_claim(claim=given, assignee=None, due_on=None, version=given.version, act=room.by("rita"))


def confirmed(room: Room, note: str = "") -> None:
    assess_claim(
        claim=room.claim,
        verdict=room.verdicts["accurate"],
        note=note,
        required_change="",
        confidence=None,
        version=0,
        act=room.by("cleo"),
    )


def corrected_in_another_tab(room: Room) -> None:
    use = Use(Stance.SUPPORTS, "four euros", "p. 2")
    edit_citation(citation=room.citation, use=use, version=1, act=room.by("omar"))


def restored_and_withdrawn(room: Room) -> None:
    citation = room.withdrawn_citation
    restore_citation(citation=citation, version=2, act=room.by("omar"))
    withdraw_citation(citation=citation, reason="Still not.", version=3, act=room.by("omar"))


def redone_in_another_tab(room: Room) -> None:
    redo_action(claim=room.withdrawn, action=room.undone, act=room.by("cleo"))


def last_of_omar(room: Room) -> Data:
    mine = Action.objects.filter(actor=room.people["omar"], events__stream=room.article.stream_key)
    return {"done": str(mine.order_by("-events__n")[0].pk)}


def taken_back(row: Callable[[Room], Note]) -> Callable[[Room], None]:
    def save(room: Room) -> None:
        withdraw_note(note=row(room), reason="Said elsewhere.", version=1, act=room.by("rita"))

    return save


@dataclass(frozen=True)
class Route:
    """One form: `row` is what its address names, `data` what is typed and carried along.

    typed: the words of it that must never be lost. beneath: whoever may read here but not do this. bad: changes that
    are refused. late: how somebody else is quicker, with `theirs` the words they saved; `gone` where the form then has
    no place on the page. whole: a success shows the whole panel. touches: a sentence whose looks may change.
    """

    name: str
    by: str
    part: str
    row: Callable[[Room], Any]
    data: Callable[[Room], Data]
    verb: str
    typed: tuple[str, ...] = ()
    texts: tuple[str, ...] = ()
    beneath: tuple[str, ...] = ("vera",)
    bad: tuple[Data, ...] = ()
    late: Callable[[Room], None] | None = None
    theirs: str = ""
    gone: bool = False
    whole: bool = False
    touches: int = AT
    claim: Callable[[Room], Claim | None] = field(default=lambda room: room.claim)

    def url(self, room: Room) -> str:
        return reverse(self.name, args=[self.row(room).pk])

    def sent(self, room: Room, **changed: Any) -> Data:
        at = {} if self.name == "add_claim" else {"at": str(AT)}
        return {"action_id": str(uuid.uuid4())} | at | self.data(room) | changed


def _claim(room: Room) -> Claim:
    return room.claim


def _version(row: Callable[[Room], Any], **more: Any) -> Callable[[Room], Data]:
    return lambda room: {"version": now(row(room)).version} | more


def _seen(**more: Any) -> Callable[[Room], Data]:
    return lambda room: {"seen": state_seen(now(room.claim))} | more


WORDS = {"type": "fact", "risk": "normal", "claimant": "the council", "within": ""}
NO_REASON = ({"reason": ""}, {"reason": " \n "}, {"reason": "r" * 5001})
NO_WORDS = ({"text": ""}, {"text": " \r\n "}, {"text": "t" * 20001})
NO_PLACE = (
    {"quote": ""},
    {"quote": "These words stand nowhere."},
    {"quote": "", "start": "5", "end": "5"},
    {"place": "9-5"},
    {"place": "0-99999"},
    {"place": "30-32"},
)
NEW_SOURCE = {
    "title": "The toll of 2011",
    "url": "https://toll.example/2011",
    "archive_url": "https://archive.example/toll",
    "publisher": "Varn Gazette",
    "author": "Jo Hale",
    "published_on": "2011-05",
    "kind": "web_page",
    "source_class": "secondary",
    "stance": "refutes",
    "locator": "second paragraph",
    "quote": "no more than €3",
    "accessed_on": "2026-03-03",
    "source": "",
}

ROUTES = [
    Route(
        "add_claim",
        by="cleo",
        part="claims",
        whole=True,
        touches=5,
        row=lambda room: room.article,
        claim=lambda room: None,
        verb="add_claim",
        data=lambda room: WORDS | {"sentence": 5, "quote": "raised in 2011", "statement": "The last rise was in 2011."},
        typed=("The last rise was in 2011.", "the council"),
        texts=("statement", "claimant", "quote"),
        bad=(
            {"statement": " "},
            {"statement": "s" * 5001},
            {"claimant": "c" * 301},
            {"type": "rumour"},
            {"risk": ""},
            {"sentence": ""},
            {"sentence": "99"},
            {"quote": "These words stand nowhere."},
            {"place": "9-5"},
        ),
    ),
    Route(
        "edit_claim",
        by="cleo",
        part="words",
        row=_claim,
        verb="edit_claim",
        data=_version(_claim, statement="The bridge toll rises to €4.", **WORDS),
        typed=("The bridge toll rises to €4.", "the council"),
        texts=("statement", "claimant"),
        bad=({"statement": ""}, {"type": "rumour"}, {"claimant": "c" * 301}, {"version": ""}),
        late=reworded(_claim),
        theirs="The toll goes up to €4.",
    ),
    Route(
        "add_place",
        by="cleo",
        part="words",
        row=_claim,
        verb="add_place",
        data=lambda room: {"quote": "It was last raised in 2011."},
        typed=("It was last raised in 2011.",),
        texts=("quote",),
        bad=(*NO_PLACE, {"quote": "The toll on the Varn bridge"}),
    ),
    Route(
        "move_place",
        by="cleo",
        part="words",
        row=lambda room: room.anchors[1],
        verb="move_place",
        data=lambda room: {"quote": "It was last raised in 2011.", "version": 1},
        typed=("It was last raised in 2011.",),
        texts=("quote",),
        bad=(*NO_PLACE, {"version": ""}),
        late=moved,
        theirs="said Mayor Ada Brook",
    ),
    Route(
        "withdraw_place",
        by="cleo",
        part="words",
        row=lambda room: room.anchors[1],
        verb="withdraw_place",
        data=lambda room: {"reason": "The council says more here.", "version": 1},
        typed=("The council says more here.",),
        texts=("reason",),
        bad=NO_REASON,
        late=moved,
    ),
    Route(
        "take_claim",
        by="omar",
        part="words",
        row=_claim,
        verb="assign_claim",
        beneath=("vera",),
        data=_version(_claim, to="me"),
        bad=({"version": ""}, {"to": "somebody"}),
        late=given_and_taken_back,
    ),
    Route(
        "withdraw_claim",
        by="omar",
        part="words",
        whole=True,
        row=_claim,
        verb="withdraw_claim",
        beneath=("cleo", "vera"),
        data=_version(_claim, reason="Nobody says so."),
        typed=("Nobody says so.",),
        texts=("reason",),
        bad=NO_REASON,
        late=reworded(_claim),
    ),
    Route(
        "restore_claim",
        by="omar",
        part="words",
        whole=True,
        row=lambda room: room.withdrawn,
        claim=lambda room: room.withdrawn,
        touches=4,
        verb="restore_claim",
        beneath=("cleo", "vera"),
        data=_version(lambda room: room.withdrawn),
        bad=({"version": ""},),
        late=withdrawn_again,
    ),
    Route(
        "mark_not_checkable",
        by="cleo",
        part="check",
        row=_claim,
        verb="mark_not_checkable",
        data=_version(_claim, reason="prediction"),
        bad=({"reason": "too hard"}, {"version": ""}),
        late=reworded(_claim),
    ),
    Route(
        "assess",
        by="cleo",
        part="check",
        row=_claim,
        verb="check_claim",
        data=lambda room: {
            "version": 0,
            "verdict": str(room.verdicts["accurate_with_change"].pk),
            "note": "From June, said the spokeswoman.",
            "required_change": "in June",
            "confidence": "medium",
            "title": "The budget, as adopted",
            "url": "https://council.example/budget",
            "stance": "refutes",
            "quote": "as of 1 June",
            "remark": "She rings back tomorrow.",
        },
        typed=(
            "From June, said the spokeswoman.",
            "in June",
            "The budget, as adopted",
            "as of 1 June",
            "She rings back tomorrow.",
        ),
        texts=("note", "required_change", "quote", "remark"),
        bad=(
            {"title": "", "url": ""},
            {"url": "no address at all"},
            {"stance": "shrugs"},
            {"kind": "rumour"},
            {"confidence": "total"},
            {"verdict": "0192f0c1-2a3b-7c4d-8e5f-000000000000"},
            {"version": ""},
        ),
        late=assessed_in_another_tab,
        theirs="As the council’s budget says.",
    ),
    Route(
        "cite",
        by="cleo",
        part="sources",
        row=_claim,
        verb="cite_source",
        data=lambda room: NEW_SOURCE,
        typed=("The toll of 2011", "no more than €3", "second paragraph", "Jo Hale"),
        texts=("title", "url", "archive_url", "publisher", "author", "published_on", "locator", "quote"),
        bad=(
            {"title": " "},
            {"title": "t" * 501},
            {"url": "javascript:alert(1)"},
            {"url": "data:text/html,x"},
            {"url": "https://toll.example:99999/"},
            {"url": "http://[::1"},
            {"archive_url": "javascript:alert(1)"},
            {"published_on": "May 2011"},
            {"published_on": "2011-13"},
            {"kind": "rumour"},
            {"source_class": "fourth"},
            {"stance": ""},
            {"accessed_on": "yesterday"},
            {"source": "0192f0c1-2a3b-7c4d-8e5f-000000000000"},
        ),
    ),
    Route(
        "edit_citation",
        by="omar",
        part="sources",
        row=lambda room: room.citation,
        verb="edit_citation",
        beneath=("cleo", "vera", "rita"),
        data=lambda room: {"stance": "context", "locator": "p. 3", "quote": "a toll of €4", "version": 1},
        typed=("a toll of €4", "p. 3"),
        texts=("locator", "quote"),
        bad=({"stance": "maybe"}, {"locator": "l" * 201}, {"accessed_on": "2026-02-30"}, {"version": ""}),
        late=corrected_in_another_tab,
        theirs="four euros",
    ),
    Route(
        "withdraw_citation",
        by="omar",
        part="sources",
        row=lambda room: room.citation,
        verb="withdraw_citation",
        beneath=("cleo", "vera", "rita"),
        data=lambda room: {"reason": "Those are the minutes of another year.", "version": 1},
        typed=("Those are the minutes of another year.",),
        texts=("reason",),
        bad=NO_REASON,
        late=corrected_in_another_tab,
    ),
    Route(
        "restore_citation",
        by="omar",
        part="sources",
        row=lambda room: room.withdrawn_citation,
        verb="restore_citation",
        beneath=("cleo", "vera", "rita"),
        data=lambda room: {"version": 2},
        bad=({"version": ""},),
        late=restored_and_withdrawn,
    ),
    Route(
        "add_note",
        by="cleo",
        part="notes",
        row=_claim,
        verb="add_note",
        data=lambda room: {
            "kind": "attempt",
            "audience": "desk",
            "text": "Rang twice, nobody there.",
            "to_whom": "Mayor Ada Brook",
            "how": "telephone",
            "when": "2026-03-03T10:30",
            "no_reply": "on",
        },
        typed=("Rang twice, nobody there.", "Mayor Ada Brook", "telephone"),
        texts=("text", "to_whom", "how"),
        bad=(
            *NO_WORDS,
            {"kind": "answer"},
            {"kind": "gossip"},
            {"audience": "public"},
            {"to_whom": " "},
            {"to_whom": "w" * 301},
            {"when": "this morning"},
            {"when": "0001-01-01T00:00+23:00"},
            {"when": "9999-12-31T23:59-23:00"},
            {"when": "0206-03-03T10:30"},
        ),
    ),
    Route(
        "answer",
        by="cleo",
        part="notes",
        row=lambda room: room.query,
        verb="add_note",
        data=lambda room: {"text": "From the first of May."},
        typed=("From the first of May.",),
        texts=("text",),
        bad=NO_WORDS,
    ),
    Route(
        "close_query",
        by="cleo",
        part="notes",
        row=lambda room: room.query,
        verb="close_query",
        data=lambda room: {"version": 1},
        bad=({"version": ""},),
        late=taken_back(lambda room: room.query),
        gone=True,
    ),
    Route(
        "withdraw_note",
        by="omar",
        part="notes",
        row=lambda room: room.note,
        verb="withdraw_note",
        beneath=("cleo", "vera"),
        data=lambda room: {"reason": "It was the other council.", "version": 1},
        typed=("It was the other council.",),
        texts=("reason",),
        bad=NO_REASON,
        late=taken_back(lambda room: room.note),
        gone=True,
    ),
    Route(
        "undo",
        by="omar",
        part="log",
        row=_claim,
        verb="undo_action",
        beneath=("cleo", "vera", "rita"),
        data=last_of_omar,
        bad=({"done": ""}, {"done": "0192f0c1-2a3b-7c4d-8e5f-000000000000"}),
        late=taken_back(lambda room: room.note),
        gone=True,
    ),
    Route(
        "redo",
        by="cleo",
        part="log",
        row=lambda room: room.withdrawn,
        claim=lambda room: room.withdrawn,
        touches=4,
        verb="redo_action",
        beneath=("omar", "vera", "rita"),
        data=lambda room: {"done": str(room.undone.pk)},
        bad=({"done": ""}, {"done": "0192f0c1-2a3b-7c4d-8e5f-000000000000"}),
        late=redone_in_another_tab,
        gone=True,
    ),
    Route(
        "approve",
        by="rita",
        part="review",
        row=_claim,
        verb="approve_claim",
        beneath=("cleo", "vera", "omar"),
        data=_seen(),
        bad=({"seen": ""}, {"seen": "s" * 17}),
        late=confirmed,
    ),
    Route(
        "send_back",
        by="rita",
        part="review",
        row=_claim,
        verb="send_back",
        beneath=("cleo", "vera", "omar"),
        data=_seen(reason="Ask the council for the day."),
        typed=("Ask the council for the day.",),
        texts=("reason",),
        bad=(*NO_REASON, {"seen": ""}),
        late=confirmed,
    ),
    Route(
        "rule",
        by="rita",
        part="review",
        row=_claim,
        verb="rule_on_claim",
        beneath=("cleo", "vera", "omar"),
        data=lambda room: (
            _seen(reason="The month alone is not enough.")(room) | {"verdict": str(room.verdicts["needs_context"].pk)}
        ),
        typed=("The month alone is not enough.",),
        texts=("reason",),
        bad=(*NO_REASON, {"verdict": ""}, {"verdict": "0192f0c1-2a3b-7c4d-8e5f-000000000000"}),
        late=confirmed,
    ),
]


class _Roots(HTMLParser):
    VOID = frozenset({"input", "br", "hr", "img", "link", "meta", "wbr"})

    def __init__(self) -> None:
        super().__init__()
        self.depth = 0
        self.found: list[dict[str, str | None]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if self.depth == 0:
            self.found.append(dict(attrs))
        self.depth += tag not in self.VOID

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """An element that closes itself holds nothing."""

    def handle_endtag(self, tag: str) -> None:
        self.depth -= 1


def roots(html: str) -> list[dict[str, str | None]]:
    """List the attributes of the elements that stand in nothing else."""
    parser = _Roots()
    parser.feed(html)
    assert parser.depth == 0, "an element is not closed"
    return parser.found


def form_at(html: str, url: str) -> dict[str, str]:
    """Read the hidden fields of the form that is sent to this address; of several, the one with a version or seen."""
    forms = [
        dict(re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)"', form))
        for form in re.findall(rf'<form[^>]* action="{re.escape(url)}".*?</form>', html, re.DOTALL)
    ]
    assert forms, f"no form for {url}"
    return next((hidden for hidden in forms if {"version", "seen"} & hidden.keys()), forms[0])
