"""What leaves as JSON and comes in again is the same: claims, verdicts, notes, sources; and what must not leave does not."""

from __future__ import annotations

import datetime
import io
import json
import os
import uuid
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from annotations.desk.checked_files import Names, import_from_file
from annotations.desk.claiming import ClaimWords, add_claim, mark_not_checkable, withdraw_claim
from annotations.desk.noting import add_note
from annotations.desk.parting import split_sentence
from annotations.desk.projects import create_project, grant_role
from annotations.desk.reviewing import approve_claim, state_seen
from annotations.desk.revising import import_revision
from annotations.desk.sources import edit_source, retract_source
from annotations.desk.sourcing import NewSource, Use, cite_source
from annotations.desk.verdict_names import VerdictNames
from annotations.history.act import Act
from annotations.interchange import shape
from annotations.interchange.holding import placed
from annotations.interchange.reading import read_article
from annotations.models import (
    Article,
    Audience,
    Claim,
    ClaimType,
    Confidence,
    Membership,
    NotCheckable,
    NoteKind,
    Origin,
    Project,
    QueryState,
    Revision,
    Risk,
    Role,
    Source,
    SourceClass,
    SourceKind,
    Stance,
    User,
)
from annotations.proof.verify import verify_history
from annotations.reports.checked_article import NAMELESS, checked_article
from tests.world import TEXT, span

MOMENTS = st.datetimes(datetime.datetime(2020, 1, 1), datetime.datetime(2026, 1, 1), timezones=st.just(datetime.UTC))
WORDS = st.text(st.characters(codec="utf-8", exclude_characters="\0"), min_size=1, max_size=12).filter(str.strip)
MAYBE = st.just("") | WORDS.map(str.strip)
VERDICTS = ("accurate", "inaccurate", "needs_context")


def into(project: Project, article: shape.Article, by: User | None = None) -> Article:
    names = Names(VerdictNames(project))
    return import_from_file(project=project, article=article, names=names, origin=Origin.COMMAND, act=Act(by))


def twin_of(project: Project, slug: str = "twin") -> Project:
    """Make another project with the same people and as many checks a claim."""
    twin = create_project(slug=slug, name=slug, checks_needed=project.checks_needed, act=Act(None))
    for member in Membership.objects.filter(project=project).exclude(role=Role.MANAGER):
        grant_role(project=twin, user=member.user, role=Role(member.role), act=Act(None))
    for member in Membership.objects.filter(project=project, role=Role.MANAGER):
        grant_role(project=twin, user=member.user, role=Role.MANAGER, act=Act(None))
    return twin


@st.composite
def sources(draw: Any) -> list[shape.Source]:
    made: list[shape.Source] = []
    for number in range(draw(st.integers(0, 4))):
        made.append(
            shape.Source(
                id=f"s{number}",
                title=draw(WORDS.map(str.strip)),
                url=draw(st.sampled_from(["", f"https://a.example/{number}"])),
                publisher=draw(MAYBE),
                published_on=draw(st.sampled_from(["", "2019", "2019-03"])),
                kind=draw(st.sampled_from(SourceKind)),
                source_class=draw(st.none() | st.sampled_from(SourceClass)),
                confidential=draw(st.booleans()),
                origin=draw(st.sampled_from(["", *(one.id for one in made)])),
            )
        )
    return made


@st.composite
def checks(draw: Any, cited: list[shape.Source]) -> list[shape.Check]:
    use = st.builds(
        shape.Citation,
        source=st.sampled_from([one.id for one in cited]),
        stance=st.sampled_from(Stance),
        quote=MAYBE,
        locator=MAYBE,
        accessed_on=st.none() | st.dates(),
    )
    return [
        shape.Check(
            checker=checker,
            at=draw(MOMENTS),
            verdict=draw(st.sampled_from(VERDICTS)),
            confidence=draw(st.none() | st.sampled_from(Confidence)),
            note=draw(MAYBE),
            required_change=draw(MAYBE),
            sources=draw(st.lists(use, max_size=3)) if cited else [],
        )
        for checker in draw(st.sampled_from([(), ("omar",), ("cleo",), ("cleo", "omar")]))
    ]


@st.composite
def notes(draw: Any) -> list[shape.Note]:
    made: list[shape.Note] = []
    for kind in draw(st.lists(st.sampled_from(NoteKind), max_size=4)):
        queries = [place for place, one in enumerate(made) if one.kind == NoteKind.QUERY]
        if kind == NoteKind.ANSWER and not queries:
            continue
        made.append(
            shape.Note(
                author=draw(st.sampled_from(["", "omar", "rita"])),
                at=draw(MOMENTS),
                kind=kind,
                audience=draw(st.sampled_from(Audience)),
                text=draw(WORDS.map(str.strip)),
                answers=draw(st.sampled_from(queries)) if kind == NoteKind.ANSWER else None,
                to_whom="Ada" if kind == NoteKind.ATTEMPT else "",
                when=draw(st.none() | MOMENTS),
                no_reply=draw(st.booleans()),
            )
        )
    return made


@st.composite
def claims(draw: Any, cited: list[shape.Source], number: int) -> shape.Claim:
    start, end = sorted(draw(st.lists(st.integers(0, len(TEXT) - 1), min_size=2, max_size=2, unique=True)))
    checked, said = draw(checks(cited)), draw(notes())
    not_checkable = draw(st.sampled_from([None, None, None, *NotCheckable]))
    ruling = shape.Ruling(reviewer="rita", verdict=draw(st.sampled_from(VERDICTS)), reason=draw(WORDS.map(str.strip)))
    ruled = ruling if checked and draw(st.booleans()) and not not_checkable else None
    settled = ruled or len({check.verdict for check in checked}) == 1
    asked = any(note.kind == NoteKind.QUERY and note.audience == Audience.WRITER for note in said)
    approved = settled and not asked and not not_checkable and draw(st.booleans())
    return shape.Claim(
        id=str(number),
        statement=draw(WORDS.map(str.strip)),
        type=draw(st.sampled_from(ClaimType)),
        claimant=draw(MAYBE),
        risk=draw(st.sampled_from(Risk)),
        within=str(draw(st.integers(1, number - 1))) if number > 1 and draw(st.booleans()) else "",
        places=[shape.Place(start=start, end=end)] if TEXT[start:end].strip() else [shape.Place(start=0, end=6)],
        not_checkable=not_checkable,
        assignee=draw(st.sampled_from(["", "cleo"])),
        checks=[] if not_checkable else checked,
        notes=said,
        ruling=ruled,
        sign_off=shape.SignOff(reviewer="mona", at=draw(MOMENTS)) if approved else None,
    )


@st.composite
def articles(draw: Any) -> shape.Article:
    cited = draw(sources())
    stated = [draw(claims(cited, number)) for number in range(1, draw(st.integers(1, 4)) + 1)]
    links = draw(
        st.lists(st.builds(shape.Link, st.integers(0, 9), st.integers(10, 20), st.just("https://a.example/b")))
    )
    return placed(
        shape.Article(format=shape.FORMAT, title="Toll", text=TEXT, links=links, sources=cited, claims=stated)
    )


def normal(article: shape.Article) -> dict[str, Any]:
    """Tell an article without what may differ: how sources are called and sorted, and the order of what has a time."""
    named = {source.id: source for source in article.sources}

    def source(name: Any) -> Any:
        one = named[name]
        above = source(one.origin) if one.origin else None
        return (
            one.title,
            one.url,
            one.publisher,
            one.published_on,
            one.kind,
            one.source_class,
            one.confidential,
            above,
        )

    def checked(check: shape.Check) -> Any:
        cited = [(source(use.source), use.stance, use.quote, use.locator, use.accessed_on) for use in check.sources]
        return (check.at, check.checker, check.verdict, check.confidence, check.note, check.required_change, cited)

    def said(claim: shape.Claim) -> Any:
        answers = [claim.notes[note.answers].text if note.answers is not None else "" for note in claim.notes]
        answered = {note.answers for note in claim.notes}
        return sorted(
            (note.at, note.text, note.kind, note.audience, note.author, answer, place in answered, note.to_whom)
            for place, (note, answer) in enumerate(zip(claim.notes, answers, strict=True))
        )

    return {
        claim.id: (
            (
                claim.statement,
                claim.type,
                claim.claimant,
                claim.risk,
                claim.within,
                claim.not_checkable,
                claim.assignee,
            ),
            [(place.start, place.end) for place in claim.places],
            sorted(map(checked, claim.checks), key=lambda one: one[:2]),
            said(claim),
            claim.ruling,
            claim.sign_off,
        )
        for claim in article.claims
    }


def computed(article: Article, *, but: Sequence[int] = ()) -> list[Any]:
    rows = Claim.objects.filter(article=article, withdrawn="").exclude(number__in=but).order_by("number")
    return list(rows.values_list("statement", "work_status", "verdict__code", "sources", "checks_needed"))


@pytest.mark.django_db
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=25)
@given(article=articles())
def test_what_came_in_goes_out_the_same_and_comes_in_again_the_same(project: Project, article: shape.Article) -> None:
    # Each in projects of their own, so that no source is there already.
    here, there = (twin_of(project, f"twin-{uuid.uuid4().hex}") for _ in range(2))
    first = into(here, article)
    out = checked_article(first, confidential=True).article
    second = into(there, out)
    again = checked_article(second, confidential=True).article

    assert normal(out) == normal(article)
    assert normal(again) == normal(out)
    assert (again.text, again.units, again.sha256) == (out.text, out.units, out.sha256)
    assert again.links == out.links == article.links
    assert computed(first) == computed(second)


@pytest.mark.django_db
def test_the_whole_demo_moves_to_another_desk(settings: Any, tmp_path: Path) -> None:
    settings.DEBUG = True
    call_command("create_demo", stdout=io.StringIO(), stderr=io.StringIO())
    demo = Project.objects.get(slug="demo")
    twin, file = twin_of(demo), tmp_path / "demo.jsonl"

    err = io.StringIO()
    call_command("export_article", project="demo", output=str(file), confidential=True, stderr=err)
    out = io.StringIO()
    call_command("import_article", str(file), project="twin", stdout=out, stderr=io.StringIO())

    before = list(Article.objects.filter(project=demo, withdrawn="").order_by("pk"))
    after = list(Article.objects.filter(project=twin).order_by("pk"))
    assert f"Wrote {len(before)} articles" in err.getvalue()
    assert len(out.getvalue().splitlines()) == len(before) == len(after) > 1
    assert sum(map(len, map(computed, after))) > 10
    changed = set()
    for old, new in zip(before, after, strict=True):
        told, again = (checked_article(one, confidential=True) for one in (old, new))
        assert normal(_renumbered(told.article)) == normal(again.article)
        assert again.article.units == told.article.units
        pairs = zip(computed(old, but=told.nowhere), computed(new), strict=True)
        changed |= {(mine[1], other[1]) for mine, other in pairs if mine != other}
    # What is computed is the same but where something of an earlier round or a draft counted.
    assert changed <= {("reopened", "unchecked"), ("in_progress", "unchecked")}
    assert list(verify_history()) == []


def _renumbered(article: shape.Article) -> shape.Article:
    """Number claims in their order, as they are when they come in."""
    numbers = {claim.id: str(number) for number, claim in enumerate(article.claims, start=1)}
    told = json.loads(json.dumps(_plain(article)))
    for claim in told["claims"]:
        claim["id"] = numbers[claim["id"]]
        if "within" in claim:
            claim["within"] = numbers[claim["within"]]
    return read_article(told)


def _plain(article: shape.Article) -> Any:
    from annotations.interchange.writing import plain

    return plain(article)


@pytest.fixture
def checked(claim: Claim, omar: User, assess: Any) -> Claim:
    """Claim 1, found accurate by omar on a source, and with a query."""
    use = Use(Stance.SUPPORTS, "Four euros.", "p. 3")
    cite_source(claim=claim, source=NewSource("Minutes", "https://varn.example/7"), use=use, act=Act(omar))
    assess(claim, omar, "accurate", version=1, note="So it is.")
    add_note(claim=claim, kind=NoteKind.QUERY, text="Which May?", act=Act(omar))
    claim.refresh_from_db()
    return claim


def exported(*arguments: object, **options: Any) -> list[dict[str, Any]]:
    out = io.TextIOWrapper(io.BytesIO())
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("sys.stdout", out)
        call_command("export_article", output="-", stderr=io.StringIO(), **options)
    return [json.loads(line) for line in out.buffer.getvalue().decode().splitlines()]


def test_an_article_leaves_as_one_line_of_json(checked: Claim, rita: User) -> None:
    approve_claim(claim=checked, seen=state_seen(checked), act=Act(rita))

    (told,) = exported(article=str(checked.article_id))

    (claim,) = told["claims"]
    assert told["format"] == shape.FORMAT
    assert told["text"] == TEXT
    assert claim["places"][0]["quote"] == TEXT[claim["places"][0]["start"] : claim["places"][0]["end"]]
    assert claim["checks"][0]["checker"] == "omar"
    assert claim["checks"][0]["sources"] == [
        {"source": "s1", "stance": "supports", "quote": "Four euros.", "locator": "p. 3"}
    ]
    assert told["sources"] == [{"id": "s1", "title": "Minutes", "url": "https://varn.example/7"}]
    assert claim["notes"][0]["state"] == "open"
    assert claim["sign_off"]["reviewer"] == "rita"


def test_of_a_confidential_source_only_its_stance_leaves(revision: Revision, omar: User, assess: Any) -> None:
    secret = NewSource("Kim Dahl", "https://dahl.example", "Dahl", "Kim", kind=SourceKind.PERSON, confidential=True)
    source: Any = secret
    for number, place in enumerate([(0, 6), (7, 11)]):
        claim = add_claim(revision=revision, places=[place], words=ClaimWords(f"Claim {number}."), act=Act(omar))
        use = Use(Stance.REFUTES, "I was there.", "minute 4", datetime.date(2026, 3, 3))
        source = cite_source(claim=claim, source=source, use=use, act=Act(omar)).source
        assess(claim, omar, "inaccurate", version=1)

    (told,) = exported(article=str(revision.article_id))

    for word in ("Dahl", "Kim", "there", "minute", "person", "2026-03-03"):
        assert word not in json.dumps(told, ensure_ascii=False).replace(TEXT, "")
    names = [claim["checks"][0]["sources"] for claim in told["claims"]]
    assert names == [[{"source": "s1", "stance": "refutes"}], [{"source": "s2", "stance": "refutes"}]]
    assert told["sources"] == [{"id": name, "title": NAMELESS, "confidential": True} for name in ("s1", "s2")]
    (open_,) = exported(article=str(revision.article_id), confidential=True)
    assert open_["sources"] == [
        {"id": "s1", "title": "Kim Dahl", "url": "https://dahl.example", "publisher": "Dahl", "author": "Kim"}
        | {"kind": "person", "confidential": True}
    ]


def test_a_confidential_origin_stays_behind_and_an_open_one_leaves(
    checked: Claim, rita: User, project: Project
) -> None:
    (open_,) = Source.objects.all()
    other = add_claim(
        revision=checked.article.latest_revision(), places=[(0, 6)], words=ClaimWords("Other."), act=Act(rita)
    )
    origins = []
    for title, confidential in (("Register", False), ("Kim Dahl", True)):
        new = NewSource(title, confidential=confidential)
        origins.append(cite_source(claim=other, source=new, use=Use(Stance.CONTEXT), act=Act(rita)).source)

    told = []
    for origin in origins:
        open_.refresh_from_db()
        details = NewSource(open_.title, open_.url)
        _submit(other, rita)
        edit_source(source=open_, details=details, origin=origin, version=open_.version, act=Act(rita))
        (article,) = exported(article=str(checked.article_id))
        told.append({source["title"]: source.get("origin") for source in article["sources"]}["Minutes"])

    assert told[0] is not None
    assert told[1] is None


def _submit(claim: Claim, by: User) -> None:
    from annotations.desk.checking import assess_claim
    from annotations.models import Assessment, Verdict

    mine = Assessment.objects.get(claim=claim, checker=by)
    assess_claim(
        claim=claim,
        verdict=Verdict.objects.filter(scale__project=claim.article.project)[0],
        note="",
        required_change="",
        confidence=None,
        version=mine.version,
        act=Act(by),
    )


def test_what_is_no_finding_stays_behind(
    checked: Claim, revision: Revision, omar: User, cleo: User, rita: User, assess: Any
) -> None:
    assess(checked, cleo, None, note="Not yet.")
    opinion = add_claim(revision=revision, places=[(0, 6)], words=ClaimWords("It is dear."), act=Act(omar))
    assess(opinion, omar, "accurate")
    opinion.refresh_from_db()
    mark_not_checkable(claim=opinion, reason=NotCheckable.OPINION, version=opinion.version, act=Act(omar))
    gone = add_claim(revision=revision, places=[(7, 11)], words=ClaimWords("Gone."), act=Act(omar))
    withdraw_claim(claim=gone, reason="Twice.", version=1, act=Act(omar))

    (told,) = exported(article=str(checked.article_id))
    assert [claim["statement"] for claim in told["claims"]] == [checked.statement, "It is dear."]
    assert "Not yet." not in json.dumps(told)
    assert [len(claim.get("checks", [])) for claim in told["claims"]] == [1, 0]
    (told,) = exported(article=str(checked.article_id), withdrawn=True)
    assert told["claims"][2]["withdrawn"] == "Twice."

    (source,) = Source.objects.all()
    retract_source(source=source, reason="Made up.", version=source.version, act=Act(rita))
    (told,) = exported(article=str(checked.article_id))
    assert "sources" not in told
    (then,) = exported(article=str(checked.article_id), as_of="5")
    assert then["claims"]


def test_a_closed_query_and_its_neighbours_come_in_as_they_were(project: Project) -> None:
    said = [
        shape.Note(text="Why?", kind=NoteKind.QUERY, audience=Audience.WRITER, state=QueryState.CLOSED),
        shape.Note(text="Who?", kind=NoteKind.QUERY, audience=Audience.WRITER),
        shape.Note(text="Ada.", kind=NoteKind.ANSWER, answers=1),
    ]
    claim = shape.Claim(statement="Toll.", places=[shape.Place(start=0, end=6)], notes=said)
    article = into(project, shape.Article(format=shape.FORMAT, text=TEXT, claims=[claim]))

    told = checked_article(article).article.claims[0].notes
    assert Counter((note.text, note.state) for note in told) == Counter(
        [("Why?", "closed"), ("Who?", "answered"), ("Ada.", None)]
    )
    assert Claim.objects.get(article=article).work_status == "unchecked"


def test_units_that_were_split_by_hand_come_in_as_they_are(revision: Revision, omar: User, project: Project) -> None:
    sentence = revision.sentences.filter(paragraph=3).order_by("start")[0]
    at = TEXT.index("in May")
    split_sentence(sentence=sentence, at=at, version=sentence.version, act=Act(omar))

    told = checked_article(revision.article).article
    again = into(twin_of(project), told)

    assert [at in (unit.start, unit.end) for unit in told.units].count(True) >= 1
    assert checked_article(again).article.units == told.units


def test_of_a_later_draft_its_words_leave_and_a_claim_that_is_lost_is_named(checked: Claim, omar: User) -> None:
    lost = add_claim(
        revision=checked.article.latest_revision(),
        places=[span("last raised")],
        words=ClaimWords("2011."),
        act=Act(omar),
    )
    text = TEXT.replace(" It was last raised in 2011.", "").replace("Bridge toll", "The bridge toll")
    import_revision(
        article=checked.article,
        text=text,
        after=checked.article.latest_revision(),
        origin=Origin.PASTE,
        act=Act(omar),
    )

    told = checked_article(checked.article)

    assert told.article.text == text
    assert told.nowhere == [lost.number]
    err = io.StringIO()
    call_command("export_article", article=str(checked.article_id), output=os.devnull, stderr=err)
    assert f"and so left out: claim {lost.number}" in err.getvalue()
    (claim,) = told.article.claims
    assert text[claim.places[0].start : claim.places[0].end] == claim.places[0].quote
    assert placed(told.article) == told.article
