"""Texts whose sentences and claims were labelled elsewhere, as checked articles.

The shape is that of Factcheck-GPT's data: a text, its sentences, and of each sentence the claims in words that stand on
their own, whether they are true, and web addresses with stances. docs/interchange.md says what becomes of what.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from annotations.interchange import shape
from annotations.interchange.errors import shown
from annotations.interchange.holding import placed
from annotations.interchange.reading import read
from annotations.models import ClaimType, NotCheckable, Stance
from annotations.text.placing import Placed, place_sentences

STANCES = {
    "completely-support": Stance.SUPPORTS,
    "support": Stance.SUPPORTS,
    "supports": Stance.SUPPORTS,
    "partially-support": Stance.SUPPORTS,
    "refute": Stance.REFUTES,
    "refutes": Stance.REFUTES,
    "irrelevant": Stance.CONTEXT,
    "context": Stance.CONTEXT,
}
# Stances that the mapping says in full; of the others the word is kept.
PLAIN = {"completely-support", "support", "supports", "refute", "refutes", "context"}
NOT_CHECKABLE = {
    "opinion": NotCheckable.OPINION,
    "prediction": NotCheckable.PREDICTION,
    "figure_of_speech": NotCheckable.FIGURE_OF_SPEECH,
    "not_a_claim": NotCheckable.NO_FACT,
    "other": NotCheckable.NO_FACT,
}
TYPES: dict[NotCheckable | None, ClaimType] = {
    NotCheckable.OPINION: ClaimType.OPINION,
    NotCheckable.PREDICTION: ClaimType.PREDICTION,
}
NOTHING = {"", "na", "n/a", "none", "null"}
LONGEST_LABEL = 100


@dataclass(frozen=True, kw_only=True)
class Source:
    called, loose = "a source", True

    url: str
    stance: str = ""


@dataclass(frozen=True, kw_only=True)
class Claim:
    called, loose = "a claim", True

    statement: str
    checkworthiness: str = "factual"
    true: bool | str = ""
    corrected: str = ""
    note: str = ""
    sources: list[Source] = field(default_factory=list)


@dataclass(frozen=True, kw_only=True)
class Sentence:
    called, loose = "a sentence", True

    text: str
    claims: list[Claim] = field(default_factory=list)


@dataclass(frozen=True, kw_only=True)
class Text:
    called, loose = "a text", True

    text: str
    title: str = ""
    sentences: list[Sentence]


@dataclass(frozen=True)
class Converted:
    """A checked article, and what a person should know: what was not found, and what was understood freely."""

    article: shape.Article
    missing: list[str]
    remarks: list[str]


def converted(value: Any) -> Converted:
    """Make a checked article of one labelled text; raises BadArticle where it is none."""
    given: Text = read(Text, value)
    places = place_sentences(given.text, [sentence.text for sentence in given.sentences])
    missing: list[str] = []
    remarks: list[str] = []
    claims: list[shape.Claim] = []
    for number, (sentence, place) in enumerate(zip(given.sentences, places, strict=True)):
        where = f"sentences[{number}]"
        if place is None:
            lost = f"; its {len(sentence.claims)} claims are left out" if sentence.claims else ""
            missing.append(f"{where}: {shown(sentence.text)} is not in the text{lost}.")
            continue
        if not place.exact:
            there = shown(given.text[place.start : place.end])
            remarks.append(f"{where}: {shown(sentence.text)} was put on the words {there} from {place.start} on.")
        for at, claim in enumerate(sentence.claims):
            remarks += _unknown_words(claim, f"{where}.claims[{at}]")
            claims.append(_claim(claim, place))
    title = " ".join(given.title.split())[:500]
    article = shape.Article(format=shape.FORMAT, title=title, text=given.text, claims=claims)
    return Converted(placed(article), missing, remarks)


def _claim(claim: Claim, place: Placed) -> shape.Claim:
    not_checkable = NOT_CHECKABLE.get(_plain(claim.checkworthiness))
    note = "" if _plain(claim.note) in NOTHING else claim.note.strip()
    checks, notes = [], []
    if not_checkable is None:
        corrected = claim.corrected.strip()
        check = shape.Check(
            verdict=_verdict(claim.true),
            note=note,
            required_change="" if corrected == claim.statement.strip() or _plain(corrected) in NOTHING else corrected,
            sources=_uses(claim),
        )
        checks = [check]
    else:
        # Nobody checks what cannot be checked; but what was written about it stays.
        named = dict.fromkeys(f"{source.url} ({source.stance})" for source in claim.sources)
        notes = [shape.Note(text="\n".join(filter(None, (note, *named))))] if note or named else []
    return shape.Claim(
        statement=claim.statement,
        type=TYPES.get(not_checkable, ClaimType.FACT),
        places=[shape.Place(start=place.start, end=place.end)],
        not_checkable=not_checkable,
        checks=checks,
        notes=notes,
    )


def _uses(claim: Claim) -> list[shape.Citation]:
    """Give each source once with each of its stances, in the order of the file."""
    given = dict.fromkeys((source.url.strip(), _plain(source.stance)) for source in claim.sources)
    return [
        shape.Citation(
            source=shape.Source(url=url),
            stance=STANCES.get(stance, Stance.CONTEXT),
            locator="" if stance in PLAIN else f"labelled “{stance[:LONGEST_LABEL]}”",
        )
        for url, stance in given
    ]


def _verdict(true: bool | str) -> str:
    """Give the verdict by the names of the desk's own scale; whoever brings it in can say another."""
    word = str(true).strip()
    if word.lower() in ("true", "false"):
        return "accurate" if word.lower() == "true" else "inaccurate"
    return "unverifiable" if _plain(word) in {*NOTHING, "unknown"} else word


def _unknown_words(claim: Claim, where: str) -> list[str]:
    """Say which labels were understood as the nearest, because they are none that we know."""
    said = []
    if _plain(claim.checkworthiness) not in {"factual", *NOT_CHECKABLE, *NOTHING}:
        said.append(f"{where}.checkworthiness: {shown(claim.checkworthiness)} was taken for “factual”.")
    for stance in dict.fromkeys(_plain(source.stance) for source in claim.sources):
        if stance not in STANCES:
            said.append(f"{where}.sources: the stance {shown(stance)} was taken for “context”.")
    return said


def _plain(label: str) -> str:
    return label.strip().lower()
