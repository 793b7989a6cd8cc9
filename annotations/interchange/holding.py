"""What has to hold between the fields of a checked article: places lie in the text, names lead to something."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable, Mapping, Sequence

from annotations.interchange import shape
from annotations.interchange.errors import BadArticle, shown
from annotations.interchange.shape import Article, Citation, Claim, Note, Place, Source
from annotations.models import NoteKind, QueryState
from annotations.text.decoding import text_sha256
from annotations.text.given import BadUnits, check_units

# How many claims a claim may be within, and sources a source derive from, one after the other.
DEEPEST = 20


def placed(article: Article) -> Article:
    """Give an article whose every place has its start and end; raises BadArticle where something does not hold."""
    if article.sha256 and article.sha256 != text_sha256(article.text):
        raise BadArticle("sha256", "it is not that of this text. The text was changed on its way.")
    try:
        check_units(article.text, article.units)
    except BadUnits as bad:
        raise BadArticle(f"units[{bad.place}]", str(bad)) from None
    for number, link in enumerate(article.links):
        if not link.start < link.end <= len(article.text):
            raise BadArticle(f"links[{number}]", f"{link.start} to {link.end} lies not in the text.")
    _check_sources(article)
    _check_claims(article)
    claims = [
        dataclasses.replace(
            claim,
            places=[
                _place_in(article.text, place, f"claims[{number}].places[{at}]")
                for at, place in enumerate(claim.places)
            ],
        )
        for number, claim in enumerate(article.claims)
    ]
    return dataclasses.replace(article, claims=claims)


def check_number(claims: Sequence[object]) -> None:
    """Refuse more claims than anybody checks."""
    if len(claims) > shape.MOST_CLAIMS:
        raise BadArticle("claims", f"{len(claims):,} are too many; an article may have {shape.MOST_CLAIMS:,}.")


def _place_in(text: str, place: Place, where: str) -> Place:
    start, end, quote = place.start, place.end, place.quote
    if start is None:
        if end is not None:
            raise BadArticle(where, "it has an end and no start.")
        start = _only_place(text, quote, where)
    if end is None:
        if not quote:
            raise BadArticle(where, "it has a start and no end, and no words.")
        end = start + len(quote)
    if not start < end <= len(text):
        raise BadArticle(where, f"{start} to {end} lies not in the text, which has {len(text):,} characters.")
    if quote and text[start:end] != quote:
        raise BadArticle(where, f"the words from {start} to {end} are others. Offsets count Unicode code points.")
    return Place(start=start, end=end, quote=text[start:end])


def _only_place(text: str, quote: str, where: str) -> int:
    if not quote:
        raise BadArticle(where, "say where: start and end, or the exact words.")
    start = text.find(quote)
    if start < 0:
        raise BadArticle(where, "these words are not in the text.")
    if text.find(quote, start + 1) >= 0:
        raise BadArticle(where, "these words stand in the text more than once. Say also where they start.")
    return start


def _check_sources(article: Article) -> None:
    known = _named(((source.id, f"sources[{number}]") for number, source in enumerate(article.sources)), "source")
    for number, source in enumerate(article.sources):
        where = f"sources[{number}]"
        if not source.id:
            raise BadArticle(where, "it needs an “id”, by which checks name it.")
        _check_source(source, known, where)
    origins = {source.id: source.origin for source in article.sources if source.origin}
    _check_chains(origins, known, "origin")
    for where, cited in _citations(article.claims):
        if isinstance(cited.source, Source):
            if cited.source.id:
                raise BadArticle(f"{where}.source", "a source with an id stands in the article’s “sources”.")
            _check_source(cited.source, known, f"{where}.source")
        elif cited.source not in known:
            raise BadArticle(f"{where}.source", f"no source of this file has the id {shown(cited.source)}.")


def _check_source(source: Source, known: Mapping[str, str], where: str) -> None:
    if not source.title.strip() and not source.url.strip():
        raise BadArticle(where, "a source needs a title, or else an address.")
    if source.origin and source.origin not in known:
        raise BadArticle(f"{where}.origin", f"no source of this file has the id {shown(source.origin)}.")


def _citations(claims: Sequence[Claim]) -> Iterable[tuple[str, Citation]]:
    for number, claim in enumerate(claims):
        for check_number, check in enumerate(claim.checks):
            for place, cited in enumerate(check.sources):
                yield f"claims[{number}].checks[{check_number}].sources[{place}]", cited


def _check_claims(article: Article) -> None:
    check_number(article.claims)
    known = _named(((claim.id, f"claims[{number}]") for number, claim in enumerate(article.claims)), "claim")
    for number, claim in enumerate(article.claims):
        if claim.within and claim.within not in known:
            raise BadArticle(f"claims[{number}].within", f"no claim of this file has the id {shown(claim.within)}.")
        if not claim.places:
            raise BadArticle(f"claims[{number}].places", "say at least one place where the claim stands.")
        for place, note in enumerate(claim.notes):
            _check_note(note, claim.notes, place, f"claims[{number}].notes[{place}]")
    _check_chains({claim.id: claim.within for claim in article.claims if claim.id and claim.within}, known, "within")


def _check_note(note: Note, notes: Sequence[Note], place: int, where: str) -> None:
    if (note.kind == NoteKind.ANSWER) != (note.answers is not None):
        raise BadArticle(where, "an answer names the query it answers by its place from 0, and nothing else does.")
    if note.answers is not None and not (
        note.answers < len(notes) and notes[note.answers].kind == NoteKind.QUERY and note.answers != place
    ):
        raise BadArticle(f"{where}.answers", f"note {note.answers} of this claim is no query.")
    if note.state is None:
        return
    if note.kind != NoteKind.QUERY:
        raise BadArticle(f"{where}.state", "only a query is open, answered or closed.")
    answered = any(other.answers == place for other in notes)
    if (note.state == QueryState.ANSWERED) != answered:
        raise BadArticle(f"{where}.state", "a query is answered when it has an answer, and only then.")


def _named(ids: Iterable[tuple[str, str]], what: str) -> dict[str, str]:
    """Give where each id stands; raises BadArticle for one that stands twice."""
    known: dict[str, str] = {}
    for name, where in ids:
        if name and name in known:
            raise BadArticle(f"{where}.id", f"another {what} has the id {shown(name)} already: {known[name]}.")
        if name:
            known[name] = where
    return known


def _check_chains(above: Mapping[str, str], where: Mapping[str, str], field: str) -> None:
    """Refuse what leads back to itself, and what leads too far."""
    for name in above:
        length, one = 0, name
        while one in above and length <= DEEPEST:
            one, length = above[one], length + 1
            if one == name:
                raise BadArticle(f"{where[name]}.{field}", "it leads back to itself.")
        if length > DEEPEST:
            raise BadArticle(f"{where[name]}.{field}", f"it leads on more than {DEEPEST} times.")
