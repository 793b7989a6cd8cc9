"""The bytes that are hashed: laws of canonical JSON, and answers worked out by hand."""

from __future__ import annotations

import datetime
import hashlib
import json
import uuid
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotations.history.canonical import (
    LARGEST_INTEGER,
    canonical,
    commitment,
    event_body,
    event_hash,
    is_canonical,
    moment,
    opens,
    plain,
    restored,
)
from annotations.models import Assessment, Role, Verdict

texts = st.text(st.characters(exclude_categories=("Cs",)))
keys = st.text(st.characters(max_codepoint=127))
integers = st.integers(-LARGEST_INTEGER, LARGEST_INTEGER)
values = st.recursive(
    st.none() | st.booleans() | integers | texts,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(keys, inner, max_size=4),
    max_leaves=20,
)


@given(values)
def test_canonical_json_says_what_was_put_in(value: Any):
    written = canonical(value)

    assert json.loads(written) == value
    assert is_canonical(written)


@given(values)
def test_what_is_said_once_more_is_said_alike(value: Any):
    assert canonical(json.loads(canonical(value))) == canonical(value)


@given(st.dictionaries(keys, values, min_size=2, max_size=6))
def test_keys_stand_in_order_whatever_order_they_came_in(value: dict[str, Any]):
    written = canonical(value)

    assert written == canonical(dict(reversed(value.items())))
    assert list(json.loads(written)) == sorted(value)


@given(values)
def test_nothing_but_words_holds_a_space(value: Any):
    inside, escaped = False, False
    for letter in canonical(value):
        if inside:
            inside, escaped = escaped or letter != '"', letter == "\\" and not escaped
        else:
            assert not letter.isspace()
            inside = letter == '"'


@given(
    texts,
    st.dictionaries(st.from_regex("[a-z_]+", fullmatch=True), st.just("9f2c"), max_size=6),
    st.integers(1, LARGEST_INTEGER),
)
def test_a_body_is_written_as_canonical_json_is(actor: str, fields: dict[str, str], n: int):
    said = {"action": "0192", "actor": actor, "at": "2026-11-24T06:50:46.000000Z", "fields": fields, "n": n}
    said |= {"object": "claim:0192", "prev": "", "stream": "article:0192", "verb": "edit_claim", "version": n}

    assert event_body(**said) == canonical(said | {"v": 1})


@pytest.mark.parametrize("wrong", [{"actor": "\ud83d"}, {"fields": {"größe": "9f2c"}}], ids=str)
def test_a_body_holds_no_more_than_the_format_does(wrong: dict[str, Any]):
    said: dict[str, Any] = {"action": "0192", "actor": "omar", "at": "", "fields": {}, "n": 1, "object": ""}
    said |= {"prev": "", "stream": "", "verb": "edit_claim", "version": 1}

    with pytest.raises(ValueError, match=r"history|surrogates"):
        event_body(**said | wrong)


@given(texts)
def test_words_stay_as_they_are(text: str):
    """Nothing is normalised, and only what JSON must escape is (RFC 8785, section 3.2.2.2)."""
    written = canonical(text)

    assert json.loads(written) == text
    assert {letter for letter in text if letter >= " " and letter not in '"\\'} <= set(written[1:-1])


@pytest.mark.parametrize(
    "value",
    [
        1.0,
        float("nan"),
        2**53,
        -(2**53),
        "half a character \ud83d",
        ["\udcff"],
        {"\ud83d": 1},
        {"größe": 1},
        {1: "one"},
        {None: 1},
        (1, 2),
        {1, 2},
        b"bytes",
        datetime.date(2026, 3, 3),
        uuid.UUID(int=7),
    ],
    ids=repr,
)
def test_what_the_format_cannot_hold_is_refused(value: Any):
    for wrapped in (value, [value], {"a": value}):
        with pytest.raises(ValueError, match=r"history|surrogates"):
            canonical(wrapped)


@pytest.mark.parametrize(
    ("value", "written"),
    [
        (None, "null"),
        (True, "true"),
        (-0, "0"),
        (LARGEST_INTEGER, "9007199254740991"),
        ("€ “q” \u00a0 \u2028 \x7f", '"€ “q” \u00a0 \u2028 \x7f"'),
        ('"\\/\b\f\n\r\t\x00\x1f', '"\\"\\\\/\\b\\f\\n\\r\\t\\u0000\\u001f"'),
        ({"b": [], "a": {}, "B": "", "": 0}, '{"":0,"B":"","a":{},"b":[]}'),
        ("e\u0301", '"e\u0301"'),
    ],
)
def test_canonical_json_is_that_of_rfc_8785(value: Any, written: str):
    assert canonical(value) == written


@pytest.mark.parametrize(
    "text",
    ["", "gone", '{"a": 1}', '{"b":1,"a":2}', '{"a":1,"a":1}', "1.0", "1e2", '"\\u20ac"', "[1]\n", "[" * 100_000],
)
def test_other_json_is_not_canonical(text: str):
    assert not is_canonical(text)


SALT = bytes(range(16))


def test_a_commitment_is_the_hash_of_salt_field_and_value():
    by_hand = hashlib.sha256(b"\x02" + SALT + '["statement","The toll is €4."]'.encode()).hexdigest()

    assert commitment(SALT, "statement", '"The toll is €4."') == by_hand
    assert by_hand == "85900f134535a6cc4b2944a878ac3c1d6696311e56aaf7de05ce6f1c602da4bc"
    assert opens(SALT, "statement", '"The toll is €4."', by_hand)


@pytest.mark.parametrize(
    ("salt", "field", "value"),
    [
        (b"\xff" * 16, "statement", "4"),
        (SALT, "claimant", "4"),
        (SALT, "statement", "5"),
        (SALT, "statement", "4 "),
        (SALT[::-1], "statement", "4"),
        (SALT + b"\x00", "statement", "4"),
        (SALT[:-1], "statement", "4"),
        (SALT.hex().encode(), "statement", "4"),
        (b"", "statement", "4"),
    ],
)
def test_nothing_else_opens_a_commitment(salt: bytes, field: str, value: str):
    assert not opens(salt, field, value, commitment(SALT, "statement", "4"))


@given(texts, texts, texts, texts)
def test_two_values_have_one_commitment_only_if_they_are_one(field: str, value: str, other: str, others: str):
    one, two = (field, canonical(value)), (other, canonical(others))

    assert (commitment(SALT, *one) == commitment(SALT, *two)) == (one == two)


def test_an_events_hash_is_that_of_its_body():
    body = '{"actor":"omar","v":1}'

    assert event_hash(body) == hashlib.sha256(b'\x00{"actor":"omar","v":1}').hexdigest()
    assert event_hash(body) == "4192d8db5d084835deb08b401d7467994986aa72559177abb4e42f8256b2671a"


@given(st.datetimes(datetime.datetime(2, 1, 1), datetime.datetime(9998, 1, 1), timezones=st.timezones()))
def test_times_are_utc_to_the_microsecond_and_come_back(at: datetime.datetime):
    written = moment(at)
    field = Assessment._meta.get_field("submitted_at")

    assert len(written) == 27
    assert written.endswith("Z")
    assert restored(field, written) == at.astimezone(datetime.UTC)


def test_a_time_is_written_as_the_history_does():
    at = datetime.datetime(2026, 11, 24, 8, 50, 46, tzinfo=datetime.timezone(datetime.timedelta(hours=2)))

    assert moment(at) == "2026-11-24T06:50:46.000000Z"


def test_columns_become_plain_and_come_back():
    key = uuid.UUID(int=7)
    assessment = Assessment(pk=key, verdict=Verdict(pk=key))

    assert plain(Role.CHECKER) == "checker"
    assert type(plain(Role.CHECKER)) is str
    assert plain(datetime.date(2026, 3, 3)) == "2026-03-03"
    assert plain(key) == plain(assessment) == "00000000-0000-0000-0000-000000000007"
    assert [plain(value) for value in (None, True, 4, "four")] == [None, True, 4, "four"]
    assert restored(Assessment._meta.get_field("id"), plain(key)) == key
    assert restored(Assessment._meta.get_field("submitted_at"), None) is None
