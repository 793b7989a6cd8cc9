"""The next draft of an article comes in, and every claim's places are carried to it."""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence

from annotations.desk.carrying import Coming, lay
from annotations.desk.consequences import settle_all
from annotations.desk.errors import Refused, StaleRow
from annotations.desk.going_back import parted_before, same_text_before
from annotations.desk.importing import links_value, parted, put_in_units, units_value
from annotations.desk.verb import Act, require, verb
from annotations.history.record import recording
from annotations.models import Anchor, Article, Origin, Revision, Role
from annotations.reading.document import Link
from annotations.text.decoding import text_sha256
from annotations.text.layout import Block
from annotations.text.segmentation import Span


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

    `after` is the newest draft as its reader knew it. A claim whose words, and the sentence around them, are the same
    keeps its verdict and its sign-off; of any other a new round begins, and its sign-off is void. Where the text is
    that of an earlier draft, claims stand again where they stood there, and verdicts that nobody has touched since are
    back. Sentences that were split or joined by hand stay so where their words stay. Raises Refused for text that
    cannot be an article or is the newest draft's, StaleRow where somebody else brought in a draft meanwhile.
    """
    spans = _parted(article, text, layout)
    laid = lay(after, text, spans)
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
        draft = _next(newest, text)
        draft.origin, draft.filename, draft.links = origin, filename[-300:], links_value(text, links)
        coming = Coming(newest, draft, spans, laid)
        record.add(draft, also={"units": units_value(coming.kept), "carried": coming.summary()})
        put_in_units(record, draft, coming.kept)
        for row in coming.rows():
            record.add(row)
        for one in coming.in_other_rounds():
            record.change(one.claim, **one.round)
        settled = [one.claim for one in coming.in_other_rounds()]
        settle_all(record, settled, voids=f"the words were changed in draft {draft.number}")
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
    spans = _parted(after.article, text, layout)
    draft = _next(after, text)
    coming = Coming(after, draft, spans)
    places = [anchor for one in coming.claims if not one.claim.withdrawn for anchor in one.places]
    return Foreseen(draft, coming.kept, coming.summary(), places, coming.earlier)


def _parted(article: Article, text: str, layout: Sequence[Block]) -> list[Span]:
    """Part a text as the earlier draft stands whose text it is, or else as a program does."""
    spans = parted(text, article.language, layout)
    earlier = same_text_before(Revision(article=article, text=text, sha256=text_sha256(text)))
    return parted_before(earlier) if earlier else spans


def _next(newest: Revision, text: str) -> Revision:
    """Make the draft after the newest one; refuse a text that is that one's already."""
    sha256 = text_sha256(text)
    if sha256 == newest.sha256:
        raise Refused(f"This is the text of {str(newest).lower()} already. There is nothing new in it.", "text")
    return Revision(article=newest.article, number=newest.number + 1, text=text, sha256=sha256)
