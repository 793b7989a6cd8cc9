"""The next draft of an article comes in, and every claim's places are carried to it."""

from __future__ import annotations

import dataclasses
import uuid
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence

from annotations.desk.consequences import settle_all
from annotations.desk.errors import Refused, StaleRow
from annotations.desk.importing import links_value, parted, put_in_units, units_value
from annotations.desk.verb import Act, require, verb
from annotations.history.record import Record, recording
from annotations.models import (
    STANDING,
    Anchor,
    AnchorState,
    Article,
    Assignment,
    Claim,
    Origin,
    Revision,
    Role,
    Sentence,
)
from annotations.reading.document import Link
from annotations.text.carrying import Carriage
from annotations.text.decoding import text_sha256
from annotations.text.layout import Block
from annotations.text.segmentation import Span

EXACT, MOVED, CHANGED, LOST = AnchorState.EXACT, AnchorState.MOVED, AnchorState.CHANGED, AnchorState.LOST
# Of two places that become one, the state that most needs a person.
GRAVITY = {EXACT: 0, MOVED: 1, CHANGED: 2, LOST: 3}


@verb
def import_revision(
    *,
    article: Article,
    text: str,
    after: Revision,
    origin: Origin,
    act: Act,
    filename: str = "",
    layout: Sequence[Block] = (),
    links: Sequence[Link] = (),
) -> Revision:
    """Store the next draft of an article, kept exactly as given, with its units, and carry every claim's places to it.

    `after` is the newest draft as its reader knew it. A claim whose words, or the sentence around them, are the same
    keeps its verdict and its sign-off; of any other a new round begins, and its sign-off is void. Where the text is
    that of an earlier draft, claims stand again where they stood there. Raises Refused for text that cannot be an
    article or is the newest draft's, StaleRow where somebody else brought in a draft meanwhile.
    """
    spans = parted(text, article.language, layout)
    with recording(act, streams=[article.stream_key]) as record:
        require(act.by, article.project, Role.CHECKER)
        article = Article.objects.select_related("project").get(pk=article.pk)
        newest = article.latest_revision()
        if newest.pk != after.pk:
            raise StaleRow(
                f"Somebody brought in {str(newest).lower()} meanwhile. Nothing was stored: look at it, then compare"
                " yours with it and bring it in again if it is still needed.",
                newest,
            )
        sha256 = text_sha256(text)
        if sha256 == newest.sha256:
            raise Refused(f"This is the text of {str(newest).lower()} already. There is nothing new in it.", "text")
        draft = Revision(
            article=article,
            number=newest.number + 1,
            text=text,
            sha256=sha256,
            origin=origin,
            filename=filename[-300:],
            links=links_value(text, links),
        )
        coming = _Coming(newest, draft, spans)
        also = {"units": units_value(spans), "carried": coming.summary()}
        record.add(draft, also=also)
        put_in_units(record, draft, spans)
        for row in coming.rows():
            record.add(row)
        reopened = coming.reopened()
        for claim in reopened:
            check_other_words(record, claim)
        settle_all(record, reopened, voids=f"the words were changed in draft {draft.number}")
    return draft


@dataclasses.dataclass(frozen=True)
class Foreseen:
    """What a text would be as the next draft: its units, how many claims would be carried, and where to.

    `again` is the earlier draft with this very text.
    """

    draft: Revision
    spans: Sequence[Span]
    carried: Sequence[int]
    places: Sequence[Anchor]
    again: Revision | None


def foresee_revision(*, after: Revision, text: str, layout: Sequence[Block] = ()) -> Foreseen:
    """Tell what `import_revision` would do with a text, and store nothing."""
    spans = parted(text, after.article.language, layout)
    sha256 = text_sha256(text)
    if sha256 == after.sha256:
        raise Refused(f"This is the text of {str(after).lower()} already. There is nothing new in it.", "text")
    draft = Revision(article=after.article, number=after.number + 1, text=text, sha256=sha256)
    coming = _Coming(after, draft, spans)
    places = [anchor for one in coming.claims if not one.claim.withdrawn for anchor in one.places]
    again = Revision.objects.filter(article=after.article, sha256=sha256).order_by("-number").first()
    return Foreseen(draft, spans, coming.summary(), places, again)


def check_other_words(record: Record, claim: Claim) -> None:
    """Begin a new round of a claim whose words are others in a new draft: nothing said of the old ones holds."""
    needed = claim.article.project.checks_needed
    record.change(claim, round=claim.round + 1, checks_needed=needed, not_checkable="")


@dataclasses.dataclass(frozen=True)
class _Carried:
    """A claim in the new draft: its places there, and whether the words, and all around them, are the same."""

    claim: Claim
    places: Sequence[Anchor]
    same: bool

    @property
    def fate(self) -> str:
        """Name what became of the claim, as a summary counts it: what most needs a person."""
        states = {anchor.state for anchor in self.places}
        if states == {LOST}:
            return "lost"
        if states & {CHANGED, LOST} or not self.same:
            return "changed"
        return "moved" if MOVED in states else "kept"


class _Coming:
    """A draft that comes in: what its claims and paragraphs were in the newest one, and become."""

    def __init__(self, newest: Revision, draft: Revision, spans: Sequence[Span]) -> None:
        self.newest, self.draft, self.spans = newest, draft, spans
        units = Sentence.objects.filter(STANDING, revision=newest).order_by("start")
        self.units = list(units.values_list("start", "end", "paragraph"))
        self.carriage = Carriage(
            newest.text,
            [(start, end) for start, end, _ in self.units],
            draft.text,
            [(span.start, span.end) for span in spans],
        )
        self.claims = list(self._claims())

    def summary(self) -> list[int]:
        """Count the standing claims that were kept, moved, changed and lost."""
        fates = Counter(one.fate for one in self.claims if not one.claim.withdrawn)
        return [fates[fate] for fate in ("kept", "moved", "changed", "lost")]

    def rows(self) -> Iterator[Anchor | Assignment]:
        for one in self.claims:
            yield from one.places
        yield from self._assignments()

    def reopened(self) -> list[Claim]:
        """List the claims, withdrawn ones too, whose words are not those that their verdict was given for."""
        return [one.claim for one in self.claims if not one.same]

    def _claims(self) -> Iterator[_Carried]:
        claims = Claim.objects.filter(article=self.draft.article).order_by("number")
        before, back = self._anchors(self.newest), self._standing_again()
        for claim in claims:
            claim.article = self.draft.article
            old = before.get(claim.pk, [])
            carried = [self._carried(anchor) for anchor in old]
            same = all(state in (EXACT, MOVED) for state, _, _ in carried)
            again = back.get(claim.pk, [])
            if again:
                there = {(start, end) for state, start, end in carried if state in (EXACT, MOVED)}
                same = same and all((anchor.start, anchor.end) in there for anchor in again)
                lost_meanwhile = all(anchor.state == LOST for anchor in old)
                state = EXACT if same or lost_meanwhile else CHANGED
                by_place = {(start, end): anchor for anchor, (_, start, end) in zip(old, carried, strict=True)}
                others = next((anchor for anchor in old if anchor.state != LOST), None)
                places = [
                    self._anchor(claim, state, one.start, one.end, by_place.get((one.start, one.end), others or one))
                    for one in again
                ]
            else:
                places = self._places(claim, old, carried)
            # A place that was lost before, or whose words nobody has looked at yet, is no news.
            known = all(anchor.state == LOST for anchor in old) and not again
            yield _Carried(claim, places, same or known)

    def _carried(self, anchor: Anchor) -> tuple[AnchorState, int, int]:
        found = self.carriage.carry(anchor.start, anchor.end)
        return AnchorState(found.state), found.start, found.end

    def _places(
        self, claim: Claim, old: Sequence[Anchor], carried: Sequence[tuple[AnchorState, int, int]]
    ) -> list[Anchor]:
        """Make a claim's places in the new draft; two that have become one are one."""
        places: dict[tuple[int, int, str], Anchor] = {}
        for anchor, (state, start, end) in zip(old, carried, strict=True):
            # Nobody has said yet whether the claim stands on these words.
            state = CHANGED if anchor.state == CHANGED and state != LOST else state
            made = self._anchor(claim, state, start, end, anchor)
            key = (start, end, made.quote)
            if key not in places or GRAVITY[state] > GRAVITY[AnchorState(places[key].state)]:
                places[key] = made
        return list(places.values())

    def _anchor(self, claim: Claim, state: AnchorState, start: int, end: int, before: Anchor) -> Anchor:
        return Anchor(
            claim=claim,
            revision=self.draft,
            start=start,
            end=end,
            quote=before.quote if state == LOST else self.draft.text[start:end],
            state=state,
            carried_from=before,
        )

    def _standing_again(self) -> dict[uuid.UUID, list[Anchor]]:
        """Give the places of the latest draft with the very same text, by claim; none where the text is new."""
        earlier = Revision.objects.filter(article=self.draft.article_id, sha256=self.draft.sha256)
        same = [one for one in earlier.order_by("-number") if one.text == self.draft.text][:1]
        return self._anchors(same[0], standing=True) if same else {}

    @staticmethod
    def _anchors(revision: Revision, *, standing: bool = False) -> dict[uuid.UUID, list[Anchor]]:
        places = Anchor.objects.filter(STANDING, revision=revision).order_by("start", "end", "id")
        if standing:
            places = places.exclude(state=LOST)
        found: dict[uuid.UUID, list[Anchor]] = defaultdict(list)
        for anchor in places:
            found[anchor.claim_id].append(anchor)
        return found

    def _assignments(self) -> Iterator[Assignment]:
        """Give each paragraph of the new draft to whoever had the one that most of its sentences come from."""
        rows = Assignment.objects.filter(revision=self.newest, assignee__isnull=False)
        assigned = {row.paragraph: row for row in rows}
        if not assigned:
            return
        votes: dict[int, Counter[int]] = defaultdict(Counter)
        for old, new in self._pairs():
            votes[self.spans[new].paragraph][self.units[old][2]] += 1
        for paragraph, from_ in sorted(votes.items()):
            row = assigned.get(from_.most_common(1)[0][0])
            if row:
                yield Assignment(
                    revision=self.draft, paragraph=paragraph, assignee_id=row.assignee_id, due_on=row.due_on
                )

    def _pairs(self) -> Iterable[tuple[int, int]]:
        matching = self.carriage.matching
        return [
            *matching.new_of.items(),
            *matching.runs_into.items(),
            *((b, a) for a, b in matching.parted_from.items()),
        ]
