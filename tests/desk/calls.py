"""Each verb of the desk, called rightly: who may, who may not, what it records, and what it refuses.

`Desk` is the state all calls start from: claim 1 in two places, found accurate by omar with one source and one query.
"""

from __future__ import annotations

import datetime
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from annotations.desk.assigning import assign_claim, assign_paragraphs
from annotations.desk.bulk import approve_claims, assign_claims, send_back_claims
from annotations.desk.checked_claims import Check, CheckedClaim, Decision, Said
from annotations.desk.checking import Conclusion, assess_claim
from annotations.desk.claiming import (
    ClaimWords,
    add_claim,
    edit_claim,
    mark_not_checkable,
    restore_claim,
    withdraw_claim,
)
from annotations.desk.concluding import check_claim
from annotations.desk.corpora import import_checked_article
from annotations.desk.deciding import check_again, keep_verdict
from annotations.desk.erasing import erase_words
from annotations.desk.importing import edit_article, import_article
from annotations.desk.noting import Contact, Remark, add_note, close_query, withdraw_note
from annotations.desk.parting import join_sentences, redo_parting, split_sentence, undo_parting
from annotations.desk.placing import add_place, move_place, withdraw_place
from annotations.desk.projects import (
    add_verdict,
    create_project,
    edit_project,
    edit_verdict,
    grant_role,
    withdraw_membership,
)
from annotations.desk.restoring import restore_value
from annotations.desk.reviewing import approve_claim, rule_on_claim, send_back, state_seen
from annotations.desk.revising import import_revision
from annotations.desk.sources import edit_source, merge_sources, restore_source, retract_source
from annotations.desk.sourcing import NewSource, Use, cite_source, edit_citation, restore_citation, withdraw_citation
from annotations.desk.undoing import redo_action, undo_action
from annotations.history.act import Act
from annotations.models import (
    Action,
    Anchor,
    Article,
    Assessment,
    Assignment,
    Audited,
    Citation,
    Claim,
    ClaimType,
    Confidence,
    ErasureReason,
    Event,
    Membership,
    NotCheckable,
    Note,
    NoteKind,
    Origin,
    Project,
    RatingScale,
    Revision,
    Role,
    Ruling,
    Sentence,
    SignOff,
    Source,
    Stance,
    Tone,
    User,
    Verdict,
)
from annotations.text.segmentation import Span

STATEMENT = "The toll on the Varn bridge rises to €4 in May."
ELSEWHERE = "https://toll.example/2011"
LONG_AGO = datetime.datetime(2024, 3, 3, 12, tzinfo=datetime.UTC)


@dataclass
class Desk:
    people: dict[str, User]
    project: Project
    article: Article
    revision: Revision
    verdicts: dict[str, Verdict]
    claim: Claim
    anchors: list[Anchor]
    assessment: Assessment
    citation: Citation
    query: Note
    other_article: Article
    other_verdict: Verdict

    def place(self, words: str) -> tuple[int, int]:
        start = self.revision.text.index(words)
        return start, start + len(words)

    def membership(self, name: str) -> Membership:
        return Membership.objects.get(project=self.project, user=self.people[name])

    def by(self, name: str) -> Act:
        return Act(self.people[name])


Arguments = Callable[[Desk], dict[str, Any]]


@dataclass(frozen=True)
class Call:
    """One verb: called by `by` it makes events of these fields; `beneath` may read or work here, but not do this.

    `another` changes what is asked for; each of `bad` is refused, naming the field.
    """

    verb: Callable[..., Any]
    by: str
    beneath: tuple[str, ...]
    arguments: Arguments
    records: dict[str, set[str]]
    another: Arguments
    bad: tuple[tuple[str, Arguments], ...] = field(default=())

    @property
    def name(self) -> str:
        return self.verb.__name__

    def asked(self, desk: Desk, **changed: Any) -> dict[str, Any]:
        return self.arguments(desk) | changed


def _fresh(row: Any) -> Any:
    return type(row).objects.get(pk=row.pk)


def _words(desk: Desk, statement: str = STATEMENT, **more: Any) -> dict[str, Any]:
    claim = _fresh(desk.claim)
    return {"claim": claim, "words": ClaimWords(statement, **more), "version": claim.version}


def _reworded(desk: Desk) -> dict[str, Any]:
    edited = edit_claim(**_words(desk, "The toll is €4."), act=desk.by("omar"))
    event = Event.objects.get(object=desk.claim.pk, version=1)
    return {"event": event, "field": "statement", "version": edited.version}


def _withdrawn_claim(desk: Desk) -> dict[str, Any]:
    claim = _fresh(desk.claim)
    withdraw_claim(claim=claim, reason="Not in the article.", version=claim.version, act=desk.by("omar"))
    return {"claim": desk.claim, "version": _fresh(claim).version}


def _withdrawn_citation(desk: Desk) -> dict[str, Any]:
    withdraw_citation(citation=desk.citation, reason="Wrong page.", version=1, act=desk.by("omar"))
    return {"citation": desk.citation, "version": 2}


def _retracted(desk: Desk) -> Source:
    source = desk.citation.source
    return retract_source(source=source, reason="Never adopted.", version=1, act=desk.by("rita"))


def last_action(desk: Desk, name: str) -> Action:
    """Give what somebody did last to what is in the article's history."""
    mine = Action.objects.filter(events__stream=desk.article.stream_key, actor=desk.people[name])
    return mine.order_by("-events__n")[0]


def first_action(desk: Desk) -> Action:
    """Give the import of the article."""
    return Action.objects.get(events__stream=desk.article.stream_key, events__n=1)


def _other_claim(desk: Desk) -> Claim:
    place = desk.place("The old bridge")
    return add_claim(revision=desk.revision, places=[place], words=ClaimWords("It is old."), act=Act(None))


def sentence_with(desk: Desk, words: str) -> Sentence:
    """Give the standing sentence that begins where these words stand last."""
    start = desk.revision.text.rindex(words)
    return Sentence.objects.select_related("revision__article__project").get(
        revision=desk.revision, start=start, withdrawn=""
    )


def _two_sentences(desk: Desk, first: str = "The toll on", second: str = "“Nobody") -> dict[str, Any]:
    sentence, following = sentence_with(desk, first), sentence_with(desk, second)
    versions = {"version": sentence.version, "following_version": following.version}
    return {"sentence": sentence, "following": following, **versions}


def _splitting(desk: Desk, before: str = "the council said") -> dict[str, Any]:
    return {"sentence": sentence_with(desk, "The toll on"), "at": desk.place(before)[0], "version": 1}


def _split(desk: Desk, **more: Any) -> dict[str, Any]:
    split_sentence(**_splitting(desk), act=desk.by("omar"))
    return {"revision": desk.revision, "action": last_action(desk, "omar")} | more


def _put_back(desk: Desk) -> dict[str, Any]:
    undo_parting(**_split(desk), act=desk.by("omar"))
    return {"revision": desk.revision, "action": last_action(desk, "omar")}


def _undone(desk: Desk) -> dict[str, Any]:
    undo_action(claim=desk.claim, action=last_action(desk, "omar"), act=desk.by("omar"))
    return {"claim": desk.claim, "action": last_action(desk, "omar")}


def _review(desk: Desk, **more: Any) -> dict[str, Any]:
    claim = _fresh(desk.claim)
    return {"claim": claim, "seen": state_seen(claim), **more}


def _revised(desk: Desk, **more: Any) -> dict[str, Any]:
    """Bring in a draft that has other words for one place of the claim."""
    if desk.article.revisions.count() == 1:
        import_revision(
            article=desk.article,
            text=desk.revision.text.replace("€4", "€5"),
            after=desk.revision,
            origin=Origin.PASTE,
            act=Act(None),
        )
    return _review(desk, **more)


def _reviews(desk: Desk, **more: Any) -> dict[str, Any]:
    claim = _fresh(desk.claim)
    return {"project": desk.project, "seen": [(claim, state_seen(claim))], **more}


def _assessing(desk: Desk) -> dict[str, Any]:
    return {
        "claim": desk.claim,
        "verdict": desk.verdicts["accurate"],
        "note": " The minutes say so. ",
        "required_change": "",
        "confidence": Confidence.MEDIUM,
        "version": 0,
    }


def _scale_step(desk: Desk) -> dict[str, Any]:
    scale = desk.project.scale
    return {"scale": scale, "code": "satire", "label": "Satire", "tone": Tone.BLUE, "order": 7, "number": None}


def _edited_verdict(desk: Desk) -> dict[str, Any]:
    verdict = desk.verdicts["unverifiable"]
    kept = {"tone": Tone.BLUE, "order": verdict.order, "number": None, "withdrawn": "", "version": 1}
    return {"verdict": verdict, "label": "Cannot be verified", **kept}


def always(**changed: Any) -> Arguments:
    return lambda desk: changed


def whole(model: type[Audited], *derived: str) -> set[str]:
    """Name every column of a table, which the first event of a row holds, but for its key, version and `derived`."""
    return {column.name for column in model._meta.concrete_fields} - {"id", "version", *derived}


NO_CLAIMS = (
    ("claims", always(seen=[])),
    ("claims", lambda desk: {"seen": [(claim_elsewhere(desk), "")]}),
    ("claims", lambda desk: {"seen": [(desk.claim, "")] * 501}),
)
NO_REASON = ("reason", always(reason="  "))
WRONG_PLACES = (
    ("quote", always(start=5, end=5)),
    ("quote", always(start=0, end=10_000)),
    ("quote", always(start=-3, end=4)),
    ("quote", lambda desk: dict(zip(("start", "end"), desk.place("\n\n"), strict=True))),
)

CALLS = [
    Call(
        create_project,
        by="nora",
        beneath=(),
        arguments=always(slug="sport", name=" Sport ", checks_needed=2, preset="true_false"),
        records={
            "project": whole(Project),
            "ratingscale": whole(RatingScale),
            "verdict": whole(Verdict),
            "membership": whole(Membership),
        },
        another=always(name="Culture"),
        bad=(
            ("slug", always(slug=" city ")),
            ("slug", always(slug=" ")),
            ("slug", always(slug="city desk")),
            ("slug", always(slug="s" * 51)),
            ("name", always(name=" ")),
            ("name", always(name="n" * 201)),
            ("checks_needed", always(checks_needed=0)),
            ("checks_needed", always(checks_needed=10)),
            ("preset", always(preset="tarot")),
        ),
    ),
    Call(
        edit_project,
        by="mona",
        beneath=("rita", "omar", "vera"),
        arguments=lambda desk: {
            "project": desk.project,
            "name": "City",
            "guidelines": "Two sources for a number.",
            "checks_needed": 2,
            "version": 1,
        },
        records={"project": {"name", "guidelines", "checks_needed"}},
        another=always(name="Town"),
        bad=(("name", always(name="")), ("checks_needed", always(checks_needed=0))),
    ),
    Call(
        grant_role,
        by="mona",
        beneath=("rita", "omar", "vera"),
        arguments=lambda desk: (
            {"project": desk.project, "user": desk.people["vera"], "role": Role.CHECKER} | {"version": 1}
        ),
        records={"membership": {"role"}},
        another=always(role=Role.REVIEWER),
    ),
    Call(
        withdraw_membership,
        by="mona",
        beneath=("rita", "omar", "vera"),
        arguments=lambda desk: {"membership": desk.membership("cleo"), "reason": "Left the paper.", "version": 1},
        records={"membership": {"withdrawn"}},
        another=always(reason="Moved to sport."),
        bad=(NO_REASON,),
    ),
    Call(
        add_verdict,
        by="mona",
        beneath=("rita", "omar", "vera"),
        arguments=_scale_step,
        records={"verdict": whole(Verdict)},
        another=always(label="Parody"),
        bad=(
            ("code", always(code="accurate")),
            ("code", always(code="")),
            ("code", always(code="two words")),
            ("label", always(label="")),
            ("order", always(order=-1)),
            ("order", always(order=40_000)),
        ),
    ),
    Call(
        edit_verdict,
        by="mona",
        beneath=("rita", "omar", "vera"),
        arguments=_edited_verdict,
        records={"verdict": {"label", "tone"}},
        another=always(label="Unproven"),
        bad=(("label", always(label="")), ("label", always(label="l" * 101))),
    ),
    Call(
        import_revision,
        by="cleo",
        beneath=("vera",),
        arguments=lambda desk: {
            "article": desk.article,
            "text": desk.revision.text.replace("€4", "€5"),
            "after": desk.revision,
            "origin": Origin.UPLOAD,
            "filename": "toll.txt",
        },
        records={
            "revision": whole(Revision, "text") | {"units", "carried"},
            "anchor": whole(Anchor),
            "claim": {"round", "sources", "verdict", "work_status"},
        },
        another=always(filename="again.txt"),
        bad=(
            ("text", lambda desk: {"text": desk.revision.text}),
            ("text", always(text=" ")),
            ("text", always(text="A zero: \0")),
        ),
    ),
    Call(
        keep_verdict,
        by="cleo",
        beneath=("vera",),
        arguments=lambda desk: _revised(desk, assessment=desk.assessment),
        records={
            "assessment": whole(Assessment),
            "citation": whole(Citation),
            "anchor": {"state"},
            "claim": {"sources", "verdict", "work_status"},
        },
        another=always(seen="something else"),
        bad=(("", always(assessment=None)),),
    ),
    Call(
        check_again,
        by="cleo",
        beneath=("vera",),
        arguments=lambda desk: _revised(desk),
        records={"anchor": {"state"}},
        another=always(seen="something else"),
    ),
    Call(
        import_article,
        by="omar",
        beneath=("vera",),
        arguments=lambda desk: {
            "project": desk.project,
            "text": "Ferry stops\n\nThe last ferry ran in 1998.",
            "origin": Origin.UPLOAD,
            "filename": "ferry.txt",
            "author": "Jo Hale",
        },
        records={
            "article": whole(Article),
            "revision": whole(Revision, "text") | {"units"},
        },
        another=always(text="Ferry stops\n\nThe last ferry ran in 1999."),
        bad=(
            ("text", always(text=" \n\ufeff\u200b ")),
            ("text", always(text="A zero \0 here.")),
            ("units", always(units=[Span(0, 11, 1, "headline"), Span(14, 27, 2, "body")])),
            ("text", always(text="Half a \ud83d character.")),
            ("language", always(language="not a language")),
            ("title", always(title="t" * 501)),
            ("url", always(url="not an address")),
            ("writer_email", always(writer_email="nobody")),
            ("author", always(author="half \udcff a character")),
            ("publisher", always(publisher="a zero \0")),
        ),
    ),
    Call(
        import_checked_article,
        by="mona",
        beneath=("rita", "omar", "vera"),
        arguments=lambda desk: {
            "project": desk.project,
            "text": FERRY,
            "claims": [checked_elsewhere(desk), part_of_it(desk)],
            "origin": Origin.UPLOAD,
        },
        records={
            "article": whole(Article),
            "revision": whole(Revision, "text") | {"units"},
            "claim": whole(Claim),
            "anchor": whole(Anchor),
            "assessment": whole(Assessment),
            "source": whole(Source, "normalised_url"),
            "citation": whole(Citation),
            "note": whole(Note),
            "ruling": whole(Ruling),
            "signoff": whole(SignOff),
        },
        another=always(claims=[]),
        bad=(
            ("text", always(text=" ")),
            ("quote", lambda desk: {"claims": [checked_elsewhere(desk, places=[])]}),
            ("quote", lambda desk: {"claims": [checked_elsewhere(desk, places=[(3, 999)])]}),
            ("statement", lambda desk: {"claims": [checked_elsewhere(desk, words=ClaimWords(" "))]}),
            ("within", lambda desk: {"claims": [part_of_it(desk)]}),
            ("within", lambda desk: {"claims": [part_of_it(desk, 1), part_of_it(desk, 0)]}),
            ("within", lambda desk: {"claims": [part_of_it(desk, 7)]}),
            (
                "within",
                lambda desk: {"claims": [part_of_it(desk, n + 1) for n in range(21)] + [checked_elsewhere(desk)]},
            ),
            ("answers", lambda desk: {"claims": [noted(desk, Said(None, "So.", LONG_AGO, answers=0))]}),
            ("answers", lambda desk: {"claims": [noted(desk, Said(None, "So.", LONG_AGO, NoteKind.ANSWER))]}),
            (
                "answers",
                lambda desk: {"claims": [noted(desk, Said(None, "So.", LONG_AGO, NoteKind.ANSWER, answers=3))]},
            ),
            ("state", lambda desk: {"claims": [noted(desk, Said(None, "So.", LONG_AGO, closed=True))]}),
            ("checker", lambda desk: {"claims": [noted(desk, Remark(desk.people["vera"], "So.", LONG_AGO))]}),
            (
                "claimant",
                lambda desk: {"claims": [checked_elsewhere(desk, words=ClaimWords("So.", claimant="c" * 301))]},
            ),
            ("units", always(units=[Span(0, 10, 1, "body")])),
            ("checker", lambda desk: {"claims": [checked_elsewhere(desk, checks=[check_by(desk, "vera")])]}),
            ("checker", lambda desk: {"claims": [checked_elsewhere(desk, checks=[check_by(desk, "nora")])]}),
            ("checker", lambda desk: {"claims": [checked_elsewhere(desk, checks=2 * [check_by(desk, "cleo")])]}),
            ("checker", lambda desk: {"claims": [checked_elsewhere(desk, decisions=[decided_by(desk, "omar")])]}),
            ("reviewer", lambda desk: {"claims": [checked_elsewhere(desk, checks=[check_by(desk, "rita")])]}),
            (
                "source",
                lambda desk: {"claims": [checked_elsewhere(desk, checks=[check_on(desk, source_elsewhere(desk))])]},
            ),
            ("verdict", lambda desk: {"claims": [checked_elsewhere(desk, checks=[])]}),
            ("verdict", lambda desk: {"claims": [checked_elsewhere(desk, verdict=desk.other_verdict)]}),
            ("verdict", lambda desk: {"claims": [checked_elsewhere(desk, not_checkable=NotCheckable.OPINION)]}),
        ),
    ),
    Call(
        assign_claim,
        by="rita",
        beneath=("omar", "vera"),
        arguments=lambda desk: {
            "claim": desk.claim,
            "assignee": desk.people["cleo"],
            "due_on": datetime.date(2026, 3, 3),
            "version": _fresh(desk.claim).version,
        },
        records={"claim": {"assignee", "due_on"}},
        another=always(due_on=datetime.date(2026, 3, 4)),
        bad=(
            ("assignee", lambda desk: {"assignee": desk.people["vera"]}),
            ("assignee", lambda desk: {"assignee": desk.people["nora"]}),
        ),
    ),
    Call(
        assign_paragraphs,
        by="rita",
        beneath=("omar", "vera"),
        arguments=lambda desk: {
            "revision": desk.revision,
            "paragraphs": [(1, 0), (2, 0)],
            "assignee": desk.people["cleo"],
            "due_on": datetime.date(2026, 3, 3),
        },
        records={"assignment": whole(Assignment), "claim": {"assignee", "due_on"}},
        another=always(due_on=None),
        bad=(
            ("assignee", lambda desk: {"assignee": desk.people["vera"]}),
            ("paragraphs", always(paragraphs=[(99, 0)])),
            ("paragraphs", always(paragraphs=[])),
        ),
    ),
    Call(
        split_sentence,
        by="omar",
        beneath=("vera",),
        arguments=_splitting,
        records={"sentence": {"number", *whole(Sentence)}},
        another=lambda desk: {"at": desk.place("will rise to")[0]},
        bad=(
            ("at", lambda desk: {"at": sentence_with(desk, "The toll on").start}),
            ("at", lambda desk: {"at": sentence_with(desk, "The toll on").end}),
            ("at", lambda desk: {"at": desk.place("It was last")[0]}),
            ("at", always(at=-1)),
            ("at", always(at=10_000)),
        ),
    ),
    Call(
        join_sentences,
        by="omar",
        beneath=("vera",),
        arguments=_two_sentences,
        records={"sentence": {"number", *whole(Sentence)}},
        another=lambda desk: _two_sentences(desk, "“Nobody", "It was last"),
        bad=(
            ("following", lambda desk: _two_sentences(desk, "The toll on", "It was last")),
            ("following", lambda desk: _two_sentences(desk, "“Nobody", "The toll on")),
            ("following", lambda desk: _two_sentences(desk, "“Nobody", "“Nobody")),
            ("following", lambda desk: _two_sentences(desk, "It was last", "The old bridge at dusk")),
        ),
    ),
    Call(
        undo_parting,
        by="omar",
        beneath=("vera",),
        arguments=_split,
        records={"sentence": {"number", "withdrawn"}},
        another=lambda desk: {"action": first_action(desk)},
        bad=(("", lambda desk: {"action": first_action(desk)}),),
    ),
    Call(
        redo_parting,
        by="omar",
        beneath=("vera",),
        arguments=_put_back,
        records={"sentence": {"number", "withdrawn"}},
        another=lambda desk: {"action": first_action(desk)},
        bad=(("", lambda desk: {"action": first_action(desk)}),),
    ),
    Call(
        edit_article,
        by="omar",
        beneath=("vera",),
        arguments=lambda desk: {
            "article": desk.article,
            "title": "Toll up by a third",
            "published_on": datetime.date(2026, 3, 3),
            "writer_name": "Jo Hale",
            "version": 1,
        },
        records={"article": {"title", "published_on", "writer_name"}},
        another=always(title="Toll up"),
        bad=(
            ("title", always(title=" ")),
            ("language", always(language="?")),
            ("url", always(url="nowhere")),
        ),
    ),
    Call(
        add_claim,
        by="cleo",
        beneath=("vera",),
        arguments=lambda desk: {
            "revision": desk.revision,
            "places": [desk.place("last raised in 2011")],
            "words": ClaimWords("The toll was last raised in 2011.", ClaimType.DATE, within=desk.claim),
        },
        records={"claim": whole(Claim), "anchor": whole(Anchor)},
        another=always(words=ClaimWords("The toll was raised in 2011.")),
        bad=(
            ("quote", always(places=[])),
            ("quote", always(places=[(5, 5)])),
            ("quote", always(places=[(0, 10_000)])),
            ("quote", lambda desk: {"places": [desk.place("\n\n")]}),
            ("statement", always(words=ClaimWords(" \n "))),
            ("claimant", always(words=ClaimWords("So it is.", claimant="c" * 301))),
            ("within", lambda desk: {"words": ClaimWords("So it is.", within=claim_elsewhere(desk))}),
        ),
    ),
    Call(
        edit_claim,
        by="cleo",
        beneath=("vera",),
        arguments=lambda desk: _words(desk, claimant="the council"),
        # omar's verdict was on other words, so the claim is checked anew.
        records={"claim": {"statement", "claimant", "round", "sources", "verdict", "work_status"}},
        another=always(words=ClaimWords("The toll rises.")),
        bad=(
            ("statement", always(words=ClaimWords(" "))),
            ("within", lambda desk: {"words": ClaimWords(STATEMENT, within=desk.claim)}),
            ("within", lambda desk: {"words": ClaimWords(STATEMENT, within=claim_elsewhere(desk))}),
        ),
    ),
    Call(
        add_place,
        by="cleo",
        beneath=("vera",),
        arguments=lambda desk: {
            "claim": desk.claim,
            "revision": desk.revision,
            "start": desk.place("It was last raised")[0],
            "end": desk.place("in 2011.")[1],
        },
        records={"anchor": whole(Anchor)},
        another=always(start=0, end=11),
        bad=(
            *WRONG_PLACES,
            ("quote", lambda desk: {"start": desk.anchors[0].start, "end": desk.anchors[0].end}),
            ("quote", lambda desk: {"revision": desk.other_article.latest_revision()}),
        ),
    ),
    Call(
        move_place,
        by="cleo",
        beneath=("vera",),
        arguments=lambda desk: {"anchor": desk.anchors[0], "start": 0, "end": 11, "version": 1},
        records={"anchor": {"end", "quote"}},
        another=always(end=16),
        bad=(*WRONG_PLACES, ("quote", lambda desk: {"start": desk.anchors[1].start, "end": desk.anchors[1].end})),
    ),
    Call(
        withdraw_place,
        by="cleo",
        beneath=("vera",),
        arguments=lambda desk: {"anchor": desk.anchors[0], "reason": "The headline says less.", "version": 1},
        records={"anchor": {"withdrawn"}},
        another=always(reason="Something else."),
        bad=(NO_REASON,),
    ),
    Call(
        withdraw_claim,
        by="omar",
        beneath=("cleo", "vera"),
        arguments=lambda desk: {
            "claim": desk.claim,
            "reason": "Nobody says so.",
            "version": _fresh(desk.claim).version,
        },
        records={"claim": {"withdrawn"}},
        another=always(reason="Something else."),
        bad=(NO_REASON,),
    ),
    Call(
        restore_claim,
        by="omar",
        beneath=("cleo", "vera"),
        arguments=_withdrawn_claim,
        records={"claim": {"withdrawn"}},
        another=lambda desk: {"claim": claim_elsewhere(desk)},
    ),
    Call(
        mark_not_checkable,
        by="cleo",
        beneath=("vera",),
        arguments=lambda desk: {
            "claim": desk.claim,
            "reason": NotCheckable.OPINION,
            "version": _fresh(desk.claim).version,
        },
        records={"claim": {"not_checkable", "work_status", "verdict"}},
        another=always(reason=NotCheckable.NO_FACT),
    ),
    Call(
        assess_claim,
        by="cleo",
        beneath=("vera",),
        arguments=_assessing,
        records={"assessment": whole(Assessment)},
        another=always(note="So they told me."),
        bad=(("verdict", lambda desk: {"verdict": desk.other_verdict}),),
    ),
    Call(
        check_claim,
        by="cleo",
        beneath=("vera",),
        arguments=lambda desk: {
            "claim": desk.claim,
            "said": Conclusion(desk.verdicts["accurate"], " So it is. ", confidence=Confidence.HIGH),
            "sources": [
                (NewSource("The toll of 2011", ELSEWHERE), Use(Stance.REFUTES, " no more than €3 ", "p. 2")),
                (NewSource("The same again", ELSEWHERE), Use(Stance.CONTEXT)),
                (desk.citation.source, Use(Stance.SUPPORTS)),
            ],
            "remark": " Asked the archive. ",
            "version": 0,
        },
        records={
            "assessment": whole(Assessment),
            "source": whole(Source, "normalised_url"),
            "citation": whole(Citation),
            "note": whole(Note),
            "claim": {"sources"},
        },
        another=always(remark=""),
        bad=(
            ("verdict", lambda desk: {"said": Conclusion(desk.other_verdict)}),
            ("title", always(sources=[(NewSource(" ", ELSEWHERE), Use(Stance.CONTEXT))])),
            ("locator", always(sources=[(NewSource("Minutes"), Use(Stance.SUPPORTS, locator="l" * 201))])),
            ("source", lambda desk: {"sources": [(source_elsewhere(desk), Use(Stance.SUPPORTS))]}),
        ),
    ),
    Call(
        cite_source,
        by="cleo",
        beneath=("vera",),
        arguments=lambda desk: {
            "claim": desk.claim,
            "source": NewSource("The toll of 2011", ELSEWHERE),
            "use": Use(Stance.REFUTES, " no more than €3 ", "p. 2"),
        },
        records={
            "assessment": whole(Assessment),
            "source": whole(Source, "normalised_url"),
            "citation": whole(Citation),
        },
        another=always(use=Use(Stance.CONTEXT)),
        bad=(
            ("title", always(source=NewSource(" ", ELSEWHERE))),
            ("title", always(source=NewSource("t" * 501, ELSEWHERE))),
            ("url", always(source=NewSource("Minutes", "toll.example"))),
            ("url", always(source=NewSource("Minutes", "http://[::1"))),
            ("url", always(source=NewSource("Minutes", "https://toll.example:99999/"))),
            ("published_on", always(source=NewSource("Minutes", ELSEWHERE, published_on="May 2011"))),
            ("published_on", always(source=NewSource("Minutes", ELSEWHERE, published_on="2011-13"))),
            ("locator", always(use=Use(Stance.SUPPORTS, locator="l" * 201))),
            ("source", lambda desk: {"source": source_elsewhere(desk)}),
        ),
    ),
    Call(
        edit_citation,
        by="omar",
        beneath=("cleo", "vera"),
        arguments=lambda desk: {"citation": desk.citation, "use": Use(Stance.CONTEXT, "€4", "p. 3"), "version": 1},
        records={"citation": {"stance", "quote", "locator"}},
        another=always(use=Use(Stance.REFUTES)),
        bad=(("locator", always(use=Use(Stance.SUPPORTS, locator="l" * 201))),),
    ),
    Call(
        withdraw_citation,
        by="omar",
        beneath=("cleo", "vera"),
        arguments=lambda desk: {"citation": desk.citation, "reason": "Another bridge.", "version": 1},
        records={"citation": {"withdrawn"}, "claim": {"sources"}},
        another=always(reason="Something else."),
        bad=(NO_REASON,),
    ),
    Call(
        restore_citation,
        by="omar",
        beneath=("cleo", "vera"),
        arguments=_withdrawn_citation,
        records={"citation": {"withdrawn"}, "claim": {"sources"}},
        another=always(version=1),
    ),
    Call(
        edit_source,
        by="cleo",
        beneath=("vera",),
        arguments=lambda desk: {
            "source": desk.citation.source,
            "details": NewSource(" The minutes ", "https://council.example/minutes", publisher="The council"),
            "origin": published_source(desk),
            "version": 1,
        },
        records={"source": {"title", "publisher", "origin"}},
        another=always(details=NewSource("The minutes of March")),
        bad=(
            ("title", always(details=NewSource(" "))),
            ("title", always(details=NewSource("t" * 501))),
            ("url", always(details=NewSource("Minutes", "toll.example"))),
            ("url", lambda desk: {"details": NewSource("Minutes", another_source(desk).url)}),
            ("published_on", always(details=NewSource("Minutes", published_on="May 2011"))),
            ("origin", lambda desk: {"origin": desk.citation.source}),
            ("origin", lambda desk: {"origin": source_elsewhere(desk)}),
        ),
    ),
    Call(
        merge_sources,
        by="rita",
        beneath=("cleo", "vera"),
        arguments=lambda desk: {
            "source": another_source(desk),
            "other": desk.citation.source,
            "version": 1,
            "other_version": 1,
        },
        records={"source": {"withdrawn", "merged_into"}, "citation": {"source"}},
        another=always(version=2),
        bad=(
            ("other", lambda desk: {"other": another_source(desk)}),
            ("other", lambda desk: {"other": source_elsewhere(desk)}),
        ),
    ),
    Call(
        retract_source,
        by="rita",
        beneath=("cleo", "vera"),
        arguments=lambda desk: {"source": desk.citation.source, "reason": "They were never adopted.", "version": 1},
        records={
            "source": {"retracted_on", "retracted_by", "retracted_why"},
            "claim": {"round", "sources", "stale", "verdict", "work_status"},
        },
        another=always(reason="They are of another year."),
        bad=(NO_REASON,),
    ),
    Call(
        restore_source,
        by="rita",
        beneath=("cleo", "vera"),
        arguments=lambda desk: {"source": _retracted(desk), "version": 2},
        records={"source": {"retracted_on", "retracted_by", "retracted_why"}, "claim": {"stale"}},
        another=always(version=3),
    ),
    Call(
        add_note,
        by="cleo",
        beneath=("vera",),
        arguments=lambda desk: {
            "claim": desk.claim,
            "kind": NoteKind.ATTEMPT,
            "text": "Rang twice.",
            "contact": Contact("Mayor Ada Brook", "telephone", no_reply=True),
        },
        records={"note": whole(Note)},
        another=always(text="Rang three times."),
        bad=(
            ("text", always(text=" ")),
            ("to_whom", always(contact=None)),
            ("to_whom", always(contact=Contact("w" * 301))),
            ("answers", always(kind=NoteKind.ANSWER)),
            ("answers", lambda desk: {"kind": NoteKind.ANSWER, "answers": remark(desk)}),
        ),
    ),
    Call(
        close_query,
        by="cleo",
        beneath=("vera",),
        arguments=lambda desk: {"query": desk.query, "version": 1},
        records={"note": {"state"}},
        another=always(version=2),
        bad=(("answers", lambda desk: {"query": remark(desk)}),),
    ),
    Call(
        withdraw_note,
        by="omar",
        beneath=("cleo", "vera"),
        arguments=lambda desk: {"note": desk.query, "reason": "Asked already.", "version": 1},
        records={"note": {"withdrawn"}},
        another=always(reason="Something else."),
        bad=(NO_REASON,),
    ),
    Call(
        approve_claim,
        by="rita",
        beneath=("cleo", "vera"),
        arguments=_review,
        records={
            "signoff": whole(SignOff),
            "claim": {"work_status"},
        },
        another=always(seen="something else"),
    ),
    Call(
        send_back,
        by="rita",
        beneath=("cleo", "vera"),
        arguments=lambda desk: _review(desk, reason="Ask the council itself."),
        records={
            "ruling": whole(Ruling),
            "claim": {"round", "sources", "work_status", "verdict"},
        },
        another=always(reason="Ask the mayor."),
        bad=(NO_REASON,),
    ),
    Call(
        rule_on_claim,
        by="rita",
        beneath=("cleo", "vera"),
        arguments=lambda desk: _review(desk, verdict=desk.verdicts["needs_context"], reason="From May to October."),
        records={"ruling": whole(Ruling), "claim": {"verdict"}},
        another=always(reason="In summer."),
        bad=(NO_REASON, ("verdict", lambda desk: {"verdict": desk.other_verdict})),
    ),
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
            ("", lambda desk: {"claim": _other_claim(desk)}),
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
    Call(
        assign_claims,
        by="rita",
        beneath=("omar", "vera"),
        arguments=lambda desk: {
            "project": desk.project,
            "claims": [(desk.claim, _fresh(desk.claim).version)],
            "assignee": desk.people["cleo"],
            "due_on": datetime.date(2026, 3, 3),
        },
        records={"claim": {"assignee", "due_on"}},
        another=always(due_on=datetime.date(2026, 3, 4)),
        bad=(
            ("claims", always(claims=[])),
            ("claims", lambda desk: {"claims": [(claim_elsewhere(desk), 1)]}),
            ("claims", lambda desk: {"claims": [(desk.claim, 1)] * 501}),
            ("assignee", lambda desk: {"assignee": desk.people["vera"]}),
        ),
    ),
    Call(
        approve_claims,
        by="rita",
        beneath=("omar", "vera"),
        arguments=_reviews,
        records={"signoff": whole(SignOff), "claim": {"work_status"}},
        another=always(seen=[]),
        bad=NO_CLAIMS,
    ),
    Call(
        send_back_claims,
        by="rita",
        beneath=("omar", "vera"),
        arguments=lambda desk: _reviews(desk, reason="Ask the council itself."),
        records={
            "ruling": whole(Ruling),
            "claim": {"round", "sources", "work_status", "verdict"},
        },
        another=always(reason="Ask the mayor."),
        bad=(NO_REASON, *NO_CLAIMS),
    ),
]


def claim_elsewhere(desk: Desk) -> Claim:
    return add_claim(
        revision=desk.other_article.latest_revision(),
        places=[(0, 5)],
        words=ClaimWords("The ferry stops."),
        act=Act(None),
    )


def source_elsewhere(desk: Desk) -> Any:
    claim = claim_elsewhere(desk)
    return cite_source(
        claim=claim, source=NewSource("The ferry’s log"), use=Use(Stance.SUPPORTS), act=desk.by("nora")
    ).source


def another_source(desk: Desk) -> Any:
    """Give one more source of the project, cited in the other assessment of the same claim."""
    found = Source.objects.filter(title="The budget").first()
    new = NewSource("The budget", "https://council.example/budget")
    use = Use(Stance.SUPPORTS)
    return found or cite_source(claim=desk.claim, source=new, use=use, act=desk.by("cleo")).source


def published_source(desk: Desk) -> Source:
    """Give one more source of the project, on which a verdict on another claim rests."""
    found = Source.objects.filter(title="The gazette").first()
    if found:
        return found
    place = desk.place("The old bridge")
    claim = add_claim(revision=desk.revision, places=[place], words=ClaimWords("It is old."), act=desk.by("omar"))
    use = Use(Stance.SUPPORTS)
    citation = cite_source(claim=claim, source=NewSource("The gazette"), use=use, act=desk.by("cleo"))
    assess_claim(
        claim=claim,
        verdict=desk.verdicts["accurate"],
        note="",
        required_change="",
        confidence=None,
        version=citation.assessment.version,
        act=desk.by("cleo"),
    )
    return citation.source


def remark(desk: Desk) -> Note:
    return add_note(claim=desk.claim, kind=NoteKind.NOTE, text="See the minutes.", act=desk.by("omar"))


FERRY = "Ferry stops. The last ferry ran in 1998."


def checked_elsewhere(desk: Desk, verdict: Verdict | None = None, **changed: Any) -> CheckedClaim:
    """The ferry's claim: omar and cleo disagree, rita decides, mona approves, and the minutes are on the desk already."""
    whole: dict[str, Any] = {
        "words": ClaimWords("The last ferry ran in 1998.", ClaimType.DATE),
        "places": [(13, 40)],
        "checks": [check_by(desk, "omar", verdict), check_by(desk, "cleo", desk.verdicts["inaccurate"])],
        "notes": [Remark(desk.people["omar"], " Asked the harbour. ", LONG_AGO)],
        "decisions": [
            decided_by(desk, "rita", desk.verdicts["accurate"]),
            Decision(desk.people["mona"], LONG_AGO),
        ],
        "assignee": desk.people["cleo"],
        "due_on": LONG_AGO.date(),
    }
    return CheckedClaim(**(whole | changed))


def part_of_it(desk: Desk, whole: int = 0) -> CheckedClaim:
    return CheckedClaim(ClaimWords("It stopped."), [(0, 12)], part_of=whole)


def noted(desk: Desk, note: Remark) -> CheckedClaim:
    return checked_elsewhere(desk, notes=[note], decisions=[])


def check_by(desk: Desk, name: str, verdict: Verdict | None = None) -> Check:
    minutes = NewSource("Minutes of the council", "https://council.example/minutes")
    log = NewSource("The ferry’s log", "https://ferry.example/log")
    sources = [(minutes, Use(Stance.CONTEXT)), (log, Use(Stance.SUPPORTS, " 1998 "))]
    return Check(desk.people[name], verdict or desk.verdicts["accurate"], LONG_AGO, note=" So it is. ", sources=sources)


def check_on(desk: Desk, source: Source) -> Check:
    return Check(desk.people["omar"], desk.verdicts["accurate"], LONG_AGO, sources=[(source, Use(Stance.SUPPORTS))])


def decided_by(desk: Desk, name: str, verdict: Verdict | None = None) -> Decision:
    return Decision(desk.people[name], LONG_AGO, verdict, "The log says so.")
