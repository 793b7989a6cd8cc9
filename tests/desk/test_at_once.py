"""Two people at the same moment: nothing is lost, nothing is done twice, and nobody meets a failure."""

from __future__ import annotations

import threading
import uuid
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from itertools import pairwise
from typing import Any

import pytest
from django.db import connections

from annotations.desk.bulk import approve_claims, send_back_claims
from annotations.desk.checking import assess_claim
from annotations.desk.claiming import ClaimWords, add_claim, edit_claim
from annotations.desk.errors import Refused, StaleRow
from annotations.desk.importing import import_article
from annotations.desk.noting import add_note
from annotations.desk.parting import join_sentences, split_sentence
from annotations.desk.projects import create_project, grant_role
from annotations.desk.reviewing import approve_claim, state_seen, states_seen
from annotations.desk.revising import import_revision
from annotations.desk.sourcing import NewSource, Use, cite_source
from annotations.history.act import Act
from annotations.models import (
    Action,
    Article,
    Assessment,
    Citation,
    Claim,
    Event,
    NoteKind,
    Origin,
    Project,
    Revision,
    Role,
    Sentence,
    SignOff,
    Source,
    Stance,
    Stream,
    User,
    Verdict,
)
from annotations.proof.verify import verify_history
from tests.world import TEXT, person

pytestmark = pytest.mark.django_db(transaction=True)


def at_once(*works: Callable[[], Any]) -> list[Any]:
    """Do each work in a thread and a connection of its own, all beginning together; give results and refusals."""
    together = threading.Barrier(len(works))

    def one(work: Callable[[], Any]) -> Any:
        try:
            connections["default"].ensure_connection()
            together.wait(timeout=30)
            return work()
        except (StaleRow, Refused) as refused:
            return refused
        finally:
            connections.close_all()

    with ThreadPoolExecutor(len(works)) as pool:
        return list(pool.map(one, works))


@pytest.fixture
def desk() -> dict[str, Any]:
    people = {name: person(name) for name in ("mona", "rita", "omar", "cleo")}
    mona, rita, omar, cleo = people.values()
    project = create_project(slug="city", name="City desk", act=Act(mona))
    for user, role in ((rita, Role.REVIEWER), (omar, Role.CHECKER), (cleo, Role.CHECKER)):
        grant_role(project=project, user=user, role=role, act=Act(mona))
    article = import_article(project=project, text=TEXT, origin=Origin.PASTE, act=Act(omar))
    revision = article.latest_revision()
    claim = add_claim(revision=revision, places=[(0, 30)], words=ClaimWords("The toll rises."), act=Act(omar))
    verdict = Verdict.objects.get(code="accurate")
    return people | {"project": project, "revision": revision, "claim": claim, "verdict": verdict}


def assess(claim: Claim, checker: User, verdict: Verdict | None, version: int = 0, note: str = "") -> Assessment:
    return assess_claim(
        claim=claim,
        verdict=verdict,
        note=note,
        required_change="",
        confidence=None,
        version=version,
        act=Act(checker),
    )


def test_of_two_saves_of_the_same_words_one_wins_and_one_is_stale(desk):
    def say(words: str, by: User) -> Callable[[], Claim]:
        return lambda: edit_claim(claim=desk["claim"], words=ClaimWords(words), version=1, act=Act(by))

    results = at_once(say("The toll doubles.", desk["omar"]), say("The toll falls.", desk["cleo"]))

    (won,) = [result for result in results if isinstance(result, Claim)]
    (lost,) = [result for result in results if isinstance(result, StaleRow)]
    claim = Claim.objects.get()
    assert (claim.statement, claim.version) == (won.statement, 2)
    assert lost.details["by"] == Event.objects.get(object=claim.pk, version=2).action.actor
    assert list(verify_history()) == []


def test_of_two_who_split_one_sentence_one_wins_and_one_is_stale(desk):
    sentence = Sentence.objects.select_related("revision__article__project").order_by("start")[2]
    text = desk["revision"].text

    def part(words: str, by: User) -> Callable[[], Sentence]:
        at = text.index(words)
        return lambda: split_sentence(sentence=sentence, at=at, version=1, act=Act(by))

    results = at_once(part("will rise", desk["omar"]), part("the council said", desk["cleo"]))

    (won,) = [result for result in results if isinstance(result, Sentence)]
    (lost,) = [result for result in results if isinstance(result, StaleRow)]
    assert lost.details["by"] == Event.objects.get(object=won.pk).action.actor
    standing = Sentence.objects.filter(withdrawn="").order_by("start").values_list("start", "end")
    assert len(standing) == 7
    assert all(end <= start for (_, end), (start, _) in pairwise(standing))
    assert list(verify_history()) == []


def test_of_a_join_and_a_split_of_neighbours_one_wins(desk):
    rows = list(Sentence.objects.select_related("revision__article__project").order_by("start")[2:5])
    versions = {"version": 1, "following_version": 1}
    at = desk["revision"].text.index("said Mayor")

    results = at_once(
        lambda: join_sentences(sentence=rows[0], following=rows[1], **versions, act=Act(desk["omar"])),
        lambda: split_sentence(sentence=rows[1], at=at, version=1, act=Act(desk["cleo"])),
    )

    assert sorted(type(result).__name__ for result in results) == ["Sentence", "StaleRow"]
    assert list(verify_history()) == []


def test_new_claims_get_numbers_of_their_own(desk):
    def claim(by: User, words: str) -> Callable[[], Claim]:
        return lambda: add_claim(revision=desk["revision"], places=[(0, 6)], words=ClaimWords(words), act=Act(by))

    made = at_once(*(claim(desk[name], f"{name} {n}") for name in ("omar", "cleo") for n in (1, 2)))

    assert sorted(claim.number for claim in made) == [2, 3, 4, 5]
    assert list(verify_history()) == []


@pytest.mark.parametrize("same_claim", [True, False], ids=["one claim", "two articles"])
def test_a_source_that_two_add_is_one_source(desk, same_claim: bool):
    other = desk["claim"]
    if not same_claim:
        article = import_article(project=desk["project"], text="So it is.", origin=Origin.PASTE, act=Act(None))
        revision = article.latest_revision()
        other = add_claim(revision=revision, places=[(0, 5)], words=ClaimWords("So it is."), act=Act(None))

    def cite(claim: Claim, by: User, url: str) -> Callable[[], Citation]:
        source = NewSource("The minutes", url)
        return lambda: cite_source(claim=claim, source=source, use=Use(Stance.SUPPORTS), act=Act(by))

    made = at_once(
        cite(desk["claim"], desk["omar"], "https://council.example/minutes"),
        cite(other, desk["cleo"], "HTTPS://Council.example:443/minutes#p2"),
    )

    assert {citation.source for citation in made} == {Source.objects.get()}
    assert Citation.objects.count() == 2
    assert list(verify_history()) == []


TWICE: dict[str, Callable[[dict[str, Any], Act], Any]] = {
    "a note": lambda desk, act: add_note(claim=desk["claim"], kind=NoteKind.NOTE, text="So it is.", act=act),
    "a claim": lambda desk, act: add_claim(
        revision=desk["revision"], places=[(0, 6)], words=ClaimWords("So it is."), act=act
    ),
    "a verdict": lambda desk, act: assess_claim(
        claim=desk["claim"],
        verdict=desk["verdict"],
        note="",
        required_change="",
        confidence=None,
        version=0,
        act=act,
    ),
    "an article": lambda desk, act: import_article(
        project=desk["project"], text="So it is.", origin=Origin.PASTE, act=act
    ),
    "a project": lambda desk, act: create_project(slug="sport", name="Sport", act=act),
}


@pytest.mark.parametrize("what", TWICE)
def test_the_same_action_posted_twice_is_done_once(desk, what: str):
    act = Act(desk["omar"], action_id=uuid.uuid4())
    before = Action.objects.count()

    results = at_once(*[lambda: TWICE[what](desk, act)] * 3)

    assert len({(type(result), result.pk) for result in results}) == 1
    assert Action.objects.count() == before + 1
    assert list(verify_history()) == []


def test_two_projects_of_one_name_are_one_project_and_one_refusal(desk):
    def create(by: User) -> Callable[[], Project]:
        return lambda: create_project(slug="sport", name="Sport", act=Act(by))

    results = at_once(create(desk["omar"]), create(desk["cleo"]))

    assert sorted(type(result).__name__ for result in results) == ["Project", "Refused"]
    assert Project.objects.filter(slug="sport").count() == 1
    assert list(verify_history()) == []


def test_a_sign_off_and_a_change_leave_no_sign_off_of_what_was_not_seen(desk):
    claim, verdict = desk["claim"], desk["verdict"]
    assess(claim, desk["omar"], verdict)
    seen = state_seen(Claim.objects.get(pk=claim.pk))

    signed, changed = at_once(
        lambda: approve_claim(claim=claim, seen=seen, act=Act(desk["rita"])),
        lambda: assess(claim, desk["omar"], verdict, version=1, note="From May to October."),
    )

    assert isinstance(changed, Assessment)
    standing = SignOff.objects.filter(voided="").count()
    assert standing == 0
    assert isinstance(signed, SignOff | StaleRow)
    assert list(verify_history()) == []


def test_of_two_who_review_the_same_claims_of_several_articles_one_does_all_of_it(desk):
    other = import_article(project=desk["project"], text="So it is.", origin=Origin.PASTE, act=Act(None))
    words = ClaimWords("So it is.")
    claims = [desk["claim"], add_claim(revision=other.latest_revision(), places=[(0, 5)], words=words, act=Act(None))]
    for claim in claims:
        assess(claim, desk["omar"], desk["verdict"])
    states = states_seen(list(Claim.objects.all()))
    seen = [(claim, states[claim.pk]) for claim in claims]
    asked = {"project": desk["project"], "seen": seen}

    results = at_once(
        lambda: approve_claims(**asked, act=Act(desk["rita"])),
        lambda: send_back_claims(**asked | {"seen": seen[::-1]}, reason="Ask again.", act=Act(desk["mona"])),
    )

    assert sorted(type(result).__name__ for result in results) == ["Project", "StaleRow"]
    assert len({claim.work_status for claim in Claim.objects.all()}) == 1
    assert list(verify_history()) == []


def test_a_claim_put_within_another_at_once_makes_no_ring(desk):
    first = desk["claim"]
    second = add_claim(revision=desk["revision"], places=[(0, 6)], words=ClaimWords("So it is."), act=Act(desk["omar"]))

    def put(part: Claim, whole: Claim) -> Callable[[], Claim]:
        words = ClaimWords(part.statement, within=whole)
        return lambda: edit_claim(claim=part, words=words, version=1, act=Act(desk["omar"]))

    results = at_once(put(first, second), put(second, first))

    assert sorted(type(result).__name__ for result in results) == ["Claim", "Refused"]
    assert Claim.objects.filter(within=None).count() == 1


def test_many_savers_leave_a_whole_history(desk):
    verdict = desk["verdict"]
    claims = [
        add_claim(revision=desk["revision"], places=[(0, 6)], words=ClaimWords(f"So it is {n}."), act=Act(None))
        for n in range(5)
    ]
    other = import_article(project=desk["project"], text="So it is.", origin=Origin.PASTE, act=Act(None))
    claims += [
        add_claim(revision=other.latest_revision(), places=[(0, 5)], words=ClaimWords(f"So it is {n}."), act=Act(None))
        for n in range(5)
    ]

    def work(name: str) -> Callable[[], int]:
        return lambda: len([assess(claim, desk[name], verdict) for claim in claims])

    saved = at_once(*(work(name) for name in ("mona", "rita", "omar", "cleo")))

    assert saved == [10] * 4
    assert Assessment.objects.count() == 40
    assert {claim.work_status for claim in Claim.objects.filter(pk__in=[claim.pk for claim in claims])} == {"checked"}
    lengths = sum(Stream.objects.values_list("length", flat=True))
    assert lengths == Event.objects.count()
    assert Article.objects.count() == 2
    assert list(verify_history()) == []


def test_of_two_drafts_at_once_one_comes_in(desk: dict[str, Any]):
    first = desk["revision"]

    def come_in(name: str, words: str) -> Callable[[], Any]:
        return lambda: import_revision(
            article=first.article, text=f"{TEXT}\n\n{words}", after=first, origin=Origin.PASTE, act=Act(desk[name])
        )

    given = at_once(come_in("omar", "One."), come_in("cleo", "Two."))

    assert sorted(type(one).__name__ for one in given) == ["Revision", "StaleRow"]
    assert Revision.objects.count() == 2
    assert list(verify_history()) == []


def test_a_claim_and_a_draft_at_once_leave_the_claim_in_the_newest_draft(desk: dict[str, Any]):
    first = desk["revision"]
    words = ClaimWords("It was last raised in 2011.")
    start = TEXT.index("It was last")

    _, claim = at_once(
        lambda: import_revision(
            article=first.article, text=f"{TEXT}\n\nMore.", after=first, origin=Origin.PASTE, act=Act(desk["omar"])
        ),
        lambda: add_claim(revision=first, places=[(start, start + 10)], words=words, act=Act(desk["cleo"])),
    )

    newest = Revision.objects.get(number=2)
    came = Claim.objects.exclude(pk=desk["claim"].pk)
    assert came.count() == (0 if isinstance(claim, StaleRow) else 1)
    assert all(one.anchors.filter(revision=newest).exists() for one in came)
    assert list(verify_history()) == []
