"""An article as it goes to the printer: its words with the claims in them, and a note on each claim."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby, pairwise

from annotations.models import DONE, STANDING, Article, Revision, Sentence, Stance, Verdict
from annotations.reports.places import Place
from annotations.reports.units import Span, Tally, most_urgent
from annotations.reports.verdict_rows import VerdictRow, verdict_rows


@dataclass(frozen=True)
class Run:
    """Words that stand in a claim or in none; `ends` are the numbers of the claims that end with them."""

    words: str
    claimed: bool
    ends: Sequence[int]


@dataclass(frozen=True)
class Asked:
    """Words to put in the place of the article's, and who asks for them."""

    words: str
    by: Sequence[str]


@dataclass(frozen=True)
class Said:
    """What sources say about a claim, by stance: each with its place in it, one time each."""

    stance: str
    sources: Sequence[str]


@dataclass(frozen=True)
class MarginNote:
    """What stands about a claim, in short."""

    row: VerdictRow
    verdict: Verdict | None

    @property
    def changes(self) -> list[Asked]:
        asked: dict[str, list[str]] = {}
        for check in self.row.checks:
            if check.required_change:
                asked.setdefault(check.required_change, []).append(check.checker)
        return [Asked(words, by) for words, by in asked.items()]

    @property
    def said(self) -> list[Said]:
        found: dict[str, dict[str, None]] = {stance: {} for stance in Stance.values}
        for check in self.row.checks:
            for source in check.sources:
                named = ", ".join(filter(None, (source.title, source.locator)))
                found[source.stance]["a confidential source" if source.confidential else named] = None
        return [Said(stance, list(sources)) for stance, sources in found.items() if sources]


@dataclass(frozen=True)
class Paragraph:
    """A paragraph, with the notes on the claims that begin in it."""

    kind: str
    runs: Sequence[Run]
    notes: Sequence[MarginNote]


@dataclass(frozen=True)
class CheckedCopy:
    """`elsewhere` are notes on claims that stand nowhere in this draft; people are named by their user names."""

    revision: Revision
    paragraphs: Sequence[Paragraph]
    elsewhere: Sequence[MarginNote]
    tally: Tally
    checkers: Sequence[str]
    reviewers: Sequence[str]

    @property
    def has_headline(self) -> bool:
        return any(paragraph.kind == "headline" for paragraph in self.paragraphs)


def checked_copy(article: Article) -> CheckedCopy:
    """Gather the newest draft with a note on each standing claim, from the rows that the CSV is written from.

    So nothing of a confidential source is in it but its stance, and nothing of what nobody submitted.
    """
    revision = article.latest_revision()
    spans = _spans(revision)
    verdicts = {verdict.code: verdict for verdict in article.project.scale.verdicts.all()}
    rows = list(verdict_rows(article))
    notes = [MarginNote(row, verdicts.get(row.claim.verdict or "")) for row in rows]
    return CheckedCopy(
        revision=revision,
        paragraphs=list(_paragraphs(revision.text, spans, notes)),
        elsewhere=[note for note in notes if not note.row.places],
        tally=_tally(len(spans), rows),
        checkers=_people(check.checker for row in rows for check in row.checks),
        reviewers=_people(row.signed_off.by for row in rows if row.signed_off),
    )


def _spans(revision: Revision) -> list[Span]:
    standing = Sentence.objects.filter(STANDING, revision=revision).order_by("start")
    return [Span(*row) for row in standing.values_list(*Span._fields)]


def _people(names: Iterator[str]) -> list[str]:
    return sorted({name for name in names if name})


def _paragraphs(text: str, spans: Sequence[Span], notes: Sequence[MarginNote]) -> Iterator[Paragraph]:
    here: dict[int, list[tuple[int, Place]]] = defaultdict(list)
    begin: dict[int, list[MarginNote]] = defaultdict(list)
    for note in notes:
        paragraphs = [{spans[number - 1].paragraph for number in place.sentences} for place in note.row.places]
        for place, touched in zip(note.row.places, paragraphs, strict=True):
            for paragraph in touched:
                here[paragraph].append((note.row.claim.number, place))
        if any(paragraphs):
            begin[min(set().union(*paragraphs))].append(note)
    for paragraph, group in groupby(spans, key=lambda span: span.paragraph):
        held = list(group)
        runs = _runs(text, held[0].start, held[-1].end, here[paragraph])
        yield Paragraph(held[0].kind, list(runs), begin[paragraph])


def _runs(text: str, start: int, end: int, places: Sequence[tuple[int, Place]]) -> Iterator[Run]:
    """Cut text[start:end] wherever a claim begins or ends; every character is in one run."""
    deeper: Counter[int] = Counter()
    ends: dict[int, list[int]] = defaultdict(list)
    for claim, place in places:
        first, last = max(start, place.start), min(end, place.end)
        deeper[first] += 1
        deeper[last] -= 1
        ends[last].append(claim)
    depth = 0
    for at, stop in pairwise(sorted({start, end, *deeper})):
        depth += deeper[at]
        yield Run(text[at:stop], depth > 0, sorted(ends[stop]))


def _tally(total: int, rows: Sequence[VerdictRow]) -> Tally:
    held: dict[int, set[str]] = defaultdict(set)
    for row in rows:
        for place in row.places:
            for number in place.sentences:
                held[number].add(row.claim.work_status)
    undone = [statuses for statuses in held.values() if not statuses <= set(DONE)]
    return Tally(total, len(held) - len(undone), Counter(most_urgent(statuses) for statuses in undone))
