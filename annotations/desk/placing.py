"""Where claims stand: their places in the newest draft, each with its exact words."""

from __future__ import annotations

from annotations.desk.consequences import settle
from annotations.desk.errors import Ambiguous, Refused, StaleRow
from annotations.desk.locking import claim_under_lock, refuse_withdrawn
from annotations.desk.rounds import begin_round, checked
from annotations.desk.verb import Act, expect, required, verb
from annotations.models import Anchor, AnchorState, Claim, Revision
from annotations.text.quoting import find_quote
from annotations.text.words import words_of

Place = tuple[int, int]

# What a person can choose from.
MOST_PLACES = 20


@verb
def add_place(*, claim: Claim, revision: Revision, start: int, end: int, act: Act) -> Anchor:
    """Say that a claim also stands here."""
    with claim_under_lock(claim, act) as (record, claim):
        refuse_withdrawn(claim)
        refuse_older(revision)
        not_there_yet(claim, revision, start, end)
        anchor = record.add(anchor_at(claim, revision, start, end))
        settle(record, claim, voids="a place was added")
    return anchor


@verb
def move_place(*, anchor: Anchor, start: int, end: int, version: int, act: Act) -> Anchor:
    """Put a claim on other words of the same revision, also one whose words are not there any more."""
    with claim_under_lock(anchor.claim, act) as (record, claim):
        anchor = _standing(anchor, version)
        not_there_yet(claim, anchor.revision, start, end, but=anchor)
        moved = anchor_at(claim, anchor.revision, start, end)
        if anchor.state == AnchorState.LOST and checked(claim):
            # Whoever checked it meanwhile, be it oneself, had no words of the article before them.
            begin_round(record, claim)
        record.change(anchor, start=start, end=end, quote=moved.quote, state=moved.state)
        settle(record, claim, voids="the claim was put on other words")
    return anchor


@verb
def withdraw_place(*, anchor: Anchor, reason: str, version: int, act: Act) -> Anchor:
    """Say that a claim does not stand here; its last place goes only with the claim."""
    with claim_under_lock(anchor.claim, act) as (record, claim):
        anchor = _standing(anchor, version)
        others = Anchor.objects.standing().filter(claim=claim, revision=anchor.revision_id).exclude(pk=anchor.pk)
        if not others.exists():
            raise Refused("This is the only place where the claim stands. Withdraw the claim instead.", "reason")
        record.change(anchor, withdrawn=required(reason, "Say why, in a few words.", "reason"))
        settle(record, claim, voids="a place was withdrawn")
    return anchor


def place_of_words(revision: Revision, quote: str, *, start: int, end: int) -> Place:
    """Find where the typed words stand: in start..end, or else anywhere in the revision.

    Raises Ambiguous, with the places to choose from, where they stand more than once, and Refused where they are too
    many to choose from.
    """
    places = find_quote(revision.text, quote, start, end) or find_quote(revision.text, quote)
    if not places:
        raise Refused("These words are not in the article. Copy them from it.", "quote")
    if len(places) > MOST_PLACES:
        raise Refused(f"These words stand in {len(places):,} places. Type more of the sentence.", "quote")
    if len(places) > 1:
        raise Ambiguous("These words stand in several places. Choose which you mean.", places)
    return places[0]


def anchor_at(claim: Claim, revision: Revision, start: int, end: int) -> Anchor:
    if revision.article_id != claim.article_id:
        raise Refused("This draft is of another article.", "quote")
    quote = revision.text[start:end] if 0 <= start < end <= len(revision.text) else ""
    if not words_of(quote, [(0, len(quote))]).keys:
        raise Refused("Select at least one word of the article.", "quote")
    return Anchor(claim=claim, revision=revision, start=start, end=end, quote=quote)


def not_there_yet(claim: Claim, revision: Revision, start: int, end: int, *, but: Anchor | None = None) -> None:
    there = Anchor.objects.standing().filter(claim=claim, revision=revision, start=start, end=end)
    if (there.exclude(pk=but.pk) if but else there).exists():
        raise Refused("The claim stands there already.", "quote")


def refuse_older(revision: Revision) -> None:
    """Refuse to change where claims stand in a draft that is not the newest any more."""
    newest = Revision.objects.filter(article=revision.article_id).defer("text", "links").order_by("-number")[0]
    if newest.pk != revision.pk:
        raise StaleRow(
            f"{newest} of this article came in meanwhile. Nothing is lost and nothing was saved: load the page again,"
            " and do it there.",
            newest,
        )


def _standing(anchor: Anchor, version: int) -> Anchor:
    """Read a place as it stands now; refuse where it was changed or withdrawn since, or is in an older draft."""
    row = Anchor.objects.select_related("revision", "claim__article").get(pk=anchor.pk)
    expect(row, version)
    if row.withdrawn:
        raise Refused("The claim does not stand there any more. Load the page again.", "quote")
    refuse_older(row.revision)
    return row
