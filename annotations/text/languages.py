"""What a segmenter must know of a language: its abbreviations, and the words that begin its sentences."""

from dataclasses import dataclass
from functools import cache, cached_property

from annotations.text import abbreviations


@dataclass(frozen=True)
class Rules:
    """The tables of one language, without the final stop; what stands there in lower case holds in any case."""

    before_name: frozenset[str]
    """Never end a sentence: "Mr", "vs"."""
    before_number: frozenset[str]
    """End a sentence unless a number follows: "No", "p"."""
    inside: frozenset[str]
    """End a sentence only before a word that begins one: "Inc", "approx"."""
    closing: frozenset[str]
    """End a sentence before any capital: "etc"."""
    starters: frozenset[str]
    """Words that, written with a capital in mid-text, all but prove a new sentence."""
    informal: frozenset[str]
    """Words that, after a plain word and a stop, begin a sentence though written small."""
    ordinals: bool
    """Whether "12." is how the language writes "12th"."""
    colon_stops: bool
    """Whether the colon is the full stop, and the point is not (Armenian)."""
    semicolon_asks: bool
    """Whether the semicolon is the question mark (Greek)."""

    @cached_property
    def abbreviations(self) -> frozenset[str]:
        """Give all words whose stop may not end a sentence."""
        return self.before_name | self.before_number | self.inside | self.closing


ORDINAL_LANGUAGES = frozenset(abbreviations.ORDINAL_LANGUAGES.split())


@cache
def rules_for(language: str) -> Rules:
    """Return the rules of a language tag; only its first part counts."""
    code = language.replace("_", "-").split("-")[0].lower()
    code = {"nb": "no", "nn": "no"}.get(code, code)
    own = abbreviations.TABLES.get(code, {})
    if code == "da":
        own = {name: own.get(name, "") + " " + abbreviations.TABLES["en"].get(name, "") for name in abbreviations.NAMES}

    def words(name: str) -> frozenset[str]:
        return frozenset((abbreviations.COMMON.get(name, "") + " " + own.get(name, "")).split())

    return Rules(
        before_name=words("before_name"),
        before_number=words("before_number"),
        inside=words("inside"),
        closing=words("closing"),
        starters=words("starters"),
        informal=words("informal"),
        ordinals=code in ORDINAL_LANGUAGES,
        colon_stops=code == "hy",
        semicolon_asks=code == "el",
    )
