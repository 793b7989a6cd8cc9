"""Whatever drafts come in, and whatever is done between: no verdict stands on words that it was not given for."""

from __future__ import annotations

import contextlib

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from annotations.desk.claiming import ClaimWords, add_claim, withdraw_claim
from annotations.desk.consequences import inconsequences
from annotations.desk.deciding import check_again, keep_verdict
from annotations.desk.errors import DeskError
from annotations.desk.importing import import_article
from annotations.desk.placing import move_place
from annotations.desk.reviewing import approve_claim, state_seen
from annotations.history.act import Act
from annotations.models import (
    STANDING,
    Anchor,
    AnchorState,
    Article,
    Assessment,
    Claim,
    Origin,
    Project,
    Revision,
    Sentence,
    SignOff,
    User,
)
from annotations.proof.verify import verify_history
from annotations.text.words import words_of
from tests.drafts import next_draft
from tests.world import Assess, now

CAPTION = "Photo: The Agency."
WORDS = ["bridge", "mayor", "lamp", "winter", "council", "paid", "burnt", "never", "twice", "quietly"]
LINES = [*(f"The {number} {word} was seen {number * 7} times." for number, word in enumerate(WORDS)), CAPTION, CAPTION]
Said = set[tuple[tuple[str, ...], tuple[str, ...]]]


def written(lines: list[str]) -> str:
    """Put each line into a paragraph of its own, or two into one."""
    return "\n\n".join(" ".join(lines[at : at + 2]) for at in range(0, len(lines), 2))


def said(claim: Claim, revision: Revision) -> Said:
    """Give the words on which a claim stands in a draft, each with the sentences around them."""
    units = list(Sentence.objects.filter(STANDING, revision=revision).order_by("start").values_list("start", "end"))
    text = revision.text
    return {
        (
            tuple(words_of(text, [(anchor.start, anchor.end)]).keys),
            tuple(words_of(text, [(a, b) for a, b in units if a < anchor.end and b > anchor.start]).keys),
        )
        for anchor in Anchor.objects.standing().filter(claim=claim, revision=revision)
    }


def hold(article: Article) -> None:
    newest = article.latest_revision()
    for claim in Claim.objects.filter(article=article):
        places = Anchor.objects.filter(STANDING, claim=claim, revision=newest)
        assert places.exists(), "a claim has no place, not even a lost one"
        assert claim.withdrawn or claim.verdict_id is None or not places.filter(state=AnchorState.CHANGED).exists()
        for anchor in places:
            words = newest.text[anchor.start : anchor.end]
            assert words == ("" if anchor.state == AnchorState.LOST else anchor.quote)
        here = said(claim, newest)
        if claim.verdict_id:
            given_for = [
                said(claim, check.revision)
                for check in Assessment.objects.filter(STANDING, claim=claim, round=claim.round)
                if check.submitted_at
            ]
            assert all(here <= there for there in given_for), "a verdict stands on other words"
        for sign_off in SignOff.objects.filter(claim=claim, voided=""):
            assert here == said(claim, sign_off.revision), "a sign-off stands on other words"


def edit(data: st.DataObject, lines: list[str]) -> list[str]:
    new = list(lines)
    for _ in range(data.draw(st.integers(1, 3))):
        at = data.draw(st.integers(0, len(new) - 1))
        match data.draw(st.sampled_from(["insert", "delete", "reword", "move", "repeat", "part"])):
            case "insert":
                new.insert(at, f"A new {data.draw(st.sampled_from(WORDS))} came.")
            case "delete" if len(new) > 1:
                del new[at]
            case "reword":
                new[at] = new[at].replace(" was ", " was not ", 1).replace("Agency", "Bureau")
            case "move":
                new.insert(data.draw(st.integers(0, len(new) - 1)), new.pop(at))
            case "repeat":
                new.insert(at, new[at])
            case _:
                new[at] = new[at].replace(" seen ", " seen. It was ", 1)
    return new


def act(data: st.DataObject, article: Article, assess: Assess, omar: User, rita: User) -> None:
    """Do something to a claim, as far as the desk lets one."""
    claims = list(Claim.objects.filter(article=article, withdrawn=""))
    if not claims:
        return
    claim = data.draw(st.sampled_from(claims))
    what = data.draw(st.sampled_from(["assess", "assess", "keep", "again", "approve", "move", "withdraw"]))
    seen = state_seen(claim)
    with contextlib.suppress(DeskError):
        if what == "assess":
            mine = Assessment.objects.filter(STANDING, claim=claim, checker=omar, round=claim.round).first()
            assess(claim, omar, "accurate", version=mine.version if mine else 0)
        elif what == "keep":
            before = Assessment.objects.filter(claim=claim, round__lt=claim.round).order_by("-round").first()
            keep_verdict(claim=claim, assessment=before, seen=seen, act=Act(omar))
        elif what == "again":
            check_again(claim=claim, seen=seen, act=Act(omar))
        elif what == "approve":
            approve_claim(claim=claim, seen=seen, act=Act(rita))
        elif what == "move":
            newest = article.latest_revision()
            lost = Anchor.objects.filter(claim=claim, revision=newest, state=AnchorState.LOST).first()
            unit = data.draw(st.sampled_from(list(newest.sentences.filter(STANDING).values_list("start", "end"))))
            if lost:
                move_place(anchor=lost, start=unit[0], end=unit[1], version=lost.version, act=Act(omar))
        elif data.draw(st.booleans()):
            withdraw_claim(claim=claim, reason="A double.", version=now(claim).version, act=Act(omar))


@pytest.mark.thorough
@settings(max_examples=30, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
@given(data=st.data())
def test_no_verdict_stands_on_other_words(
    project: Project, omar: User, rita: User, assess: Assess, data: st.DataObject
):
    with transaction.atomic():
        texts = [LINES]
        article = import_article(project=project, text=written(LINES), origin=Origin.PASTE, act=Act(omar))
        first = article.latest_revision()
        units = list(first.sentences.values_list("start", "end"))
        for _ in range(data.draw(st.integers(1, 5))):
            start, end = data.draw(st.sampled_from(units))
            begin = data.draw(st.integers(start, end - 3))
            places = [(begin, data.draw(st.integers(begin + 2, end)))]
            if first.text[start:end] == CAPTION:
                places = [unit for unit in units if first.text[slice(*unit)] == CAPTION]
            claim = add_claim(revision=first, places=places, words=ClaimWords("So it is."), act=Act(omar))
            assess(claim, omar, "accurate")
        for _ in range(data.draw(st.integers(2, 5))):
            back = len(texts) > 1 and data.draw(st.booleans())
            lines = data.draw(st.sampled_from(texts[:-1])) if back else edit(data, texts[-1])
            if written(lines) == written(texts[-1]):
                continue
            texts.append(lines)
            next_draft(article, written(lines), omar)
            hold(article)
            for _ in range(data.draw(st.integers(0, 4))):
                act(data, article, assess, omar, rita)
                hold(article)
        assert list(verify_history()) == []
        assert list(inconsequences(article)) == []
        transaction.set_rollback(True)
