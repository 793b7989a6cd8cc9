"""The verbs of articles and their drafts, and of sentences split and joined."""

from __future__ import annotations

import datetime
from typing import Any

from annotations.desk.importing import edit_article, import_article
from annotations.desk.parting import join_sentences, redo_parting, split_sentence, undo_parting
from annotations.desk.revising import import_revision
from annotations.models import Anchor, Article, Origin, Revision, Sentence
from annotations.text.segmentation import Span
from tests.desk.calls.call import Call, Desk, always, first_action, last_action, whole


def sentence_with(desk: Desk, words: str) -> Sentence:
    """Give the standing sentence that begins where these words stand last."""
    start = desk.revision.text.rindex(words)
    return Sentence.objects.select_related("revision__article__project").get(
        revision=desk.revision, start=start, withdrawn=""
    )


def _two_sentences(desk: Desk, first: str = "The toll on", second: str = "“Nobody") -> dict[str, Any]:
    sentence, following = sentence_with(desk, first), sentence_with(desk, second)
    versions = {"version": sentence.version, "following_version": following.version}
    return {"sentence": sentence, "following": following, **versions}


def _splitting(desk: Desk, before: str = "the council said") -> dict[str, Any]:
    return {"sentence": sentence_with(desk, "The toll on"), "at": desk.place(before)[0], "version": 1}


def _split(desk: Desk, **more: Any) -> dict[str, Any]:
    split_sentence(**_splitting(desk), act=desk.by("omar"))
    return {"revision": desk.revision, "action": last_action(desk, "omar")} | more


def _put_back(desk: Desk) -> dict[str, Any]:
    undo_parting(**_split(desk), act=desk.by("omar"))
    return {"revision": desk.revision, "action": last_action(desk, "omar")}


CALLS = [
    Call(
        import_article,
        by="omar",
        beneath=("vera",),
        arguments=lambda desk: {
            "project": desk.project,
            "text": "Ferry stops\n\nThe last ferry ran in 1998.",
            "origin": Origin.UPLOAD,
            "filename": "ferry.txt",
            "author": "Jo Hale",
        },
        records={
            "article": whole(Article),
            "revision": whole(Revision, "text") | {"units"},
        },
        another=always(text="Ferry stops\n\nThe last ferry ran in 1999."),
        bad=(
            ("text", always(text=" \n\ufeff\u200b ")),
            ("text", always(text="A zero \0 here.")),
            ("units", always(units=[Span(0, 11, 1, "headline"), Span(14, 27, 2, "body")])),
            ("text", always(text="Half a \ud83d character.")),
            ("language", always(language="not a language")),
            ("title", always(title="t" * 501)),
            ("url", always(url="not an address")),
            ("writer_email", always(writer_email="nobody")),
            ("author", always(author="half \udcff a character")),
            ("publisher", always(publisher="a zero \0")),
        ),
    ),
    Call(
        import_revision,
        by="cleo",
        beneath=("vera",),
        arguments=lambda desk: {
            "article": desk.article,
            "text": desk.revision.text.replace("€4", "€5"),
            "after": desk.revision,
            "origin": Origin.UPLOAD,
            "filename": "toll.txt",
        },
        records={
            "revision": whole(Revision, "text") | {"units", "carried"},
            "anchor": whole(Anchor),
            "claim": {"round", "sources", "verdict", "work_status"},
        },
        another=always(filename="again.txt"),
        bad=(
            ("text", lambda desk: {"text": desk.revision.text}),
            ("text", always(text=" ")),
            ("text", always(text="A zero: \0")),
        ),
    ),
    Call(
        edit_article,
        by="omar",
        beneath=("vera",),
        arguments=lambda desk: {
            "article": desk.article,
            "title": "Toll up by a third",
            "published_on": datetime.date(2026, 3, 3),
            "writer_name": "Jo Hale",
            "version": 1,
        },
        records={"article": {"title", "published_on", "writer_name"}},
        another=always(title="Toll up"),
        bad=(
            ("title", always(title=" ")),
            ("language", always(language="?")),
            ("url", always(url="nowhere")),
        ),
    ),
    Call(
        split_sentence,
        by="omar",
        beneath=("vera",),
        arguments=_splitting,
        records={"sentence": {"number", *whole(Sentence)}},
        another=lambda desk: {"at": desk.place("will rise to")[0]},
        bad=(
            ("at", lambda desk: {"at": sentence_with(desk, "The toll on").start}),
            ("at", lambda desk: {"at": sentence_with(desk, "The toll on").end}),
            ("at", lambda desk: {"at": desk.place("It was last")[0]}),
            ("at", always(at=-1)),
            ("at", always(at=10_000)),
        ),
    ),
    Call(
        join_sentences,
        by="omar",
        beneath=("vera",),
        arguments=_two_sentences,
        records={"sentence": {"number", *whole(Sentence)}},
        another=lambda desk: _two_sentences(desk, "“Nobody", "It was last"),
        bad=(
            ("following", lambda desk: _two_sentences(desk, "The toll on", "It was last")),
            ("following", lambda desk: _two_sentences(desk, "“Nobody", "The toll on")),
            ("following", lambda desk: _two_sentences(desk, "“Nobody", "“Nobody")),
            ("following", lambda desk: _two_sentences(desk, "It was last", "The old bridge at dusk")),
        ),
    ),
    Call(
        undo_parting,
        by="omar",
        beneath=("vera",),
        arguments=_split,
        records={"sentence": {"number", "withdrawn"}},
        another=lambda desk: {"action": first_action(desk)},
        bad=(("", lambda desk: {"action": first_action(desk)}),),
    ),
    Call(
        redo_parting,
        by="omar",
        beneath=("vera",),
        arguments=_put_back,
        records={"sentence": {"number", "withdrawn"}},
        another=lambda desk: {"action": first_action(desk)},
        bad=(("", lambda desk: {"action": first_action(desk)}),),
    ),
]
