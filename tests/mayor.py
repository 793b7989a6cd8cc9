"""The mayor, named all over a furnished desk, and her name erased."""

from __future__ import annotations

from typing import Any

from annotations.desk.claiming import ClaimWords, add_claim, edit_claim
from annotations.desk.consequences import inconsequences
from annotations.desk.erasing import erase_words
from annotations.desk.importing import edit_article
from annotations.desk.noting import Contact, add_note
from annotations.desk.sourcing import NewSource, Use, cite_source
from annotations.history.act import Act
from annotations.models import Article, Claim, ErasureReason, Event, NoteKind, Stance, User
from annotations.proof.verify import verify_history

MAYOR = "Ada Brook"
WHY = ErasureReason.PERSONAL_DATA


def name_the_mayor(desk: dict[str, User]) -> Claim:
    """Name the mayor all over the desk: in a claim, before and now, on her words, in a note, a source and a head."""
    mona, omar = desk["mona"], desk["omar"]
    article = Article.objects.get()
    revision = article.latest_revision()
    start = revision.text.index(f"said Mayor {MAYOR}")
    words = ClaimWords(f"Nobody likes the toll, says {MAYOR}.", claimant=MAYOR)
    claim = add_claim(revision=revision, places=[(start, start + 20)], words=words, act=Act(omar))
    edit_claim(claim=claim, words=ClaimWords("Nobody likes it.", claimant=MAYOR), version=1, act=Act(omar))
    add_note(
        claim=claim,
        kind=NoteKind.ATTEMPT,
        text=f"Rang “{MAYOR}”\nand her office.",
        contact=Contact(MAYOR, "telephone"),
        act=Act(omar),
    )
    brook = NewSource("The mayor’s page", "https://brook.example/", author=f"{MAYOR}, {MAYOR}")
    cite_source(claim=claim, source=brook, use=Use(Stance.SUPPORTS, f"I, {MAYOR}, say so."), act=Act(omar))
    edit_article(
        article=article, title=article.title, writer_name=f"{MAYOR}field", desk_note=MAYOR, version=1, act=Act(mona)
    )
    return Claim.objects.get(pk=claim.pk)


def first(field: str, kind: str = "claim", **about: Any) -> Event:
    """Give the first event that a field became something by."""
    return Event.objects.filter(kind=kind, body__contains=f'"{field}":"', **about).order_by("pk")[0]


def erase(desk: dict[str, User], event: Event, field: str, **more: Any) -> Any:
    return erase_words(event=event, field=field, reason=WHY, **({"act": Act(desk["mona"])} | more))


def nothing_is_wrong() -> bool:
    return [*map(str, verify_history()), *inconsequences()] == []
