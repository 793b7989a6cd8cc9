"""What the tables hold of a stream's key is that key and no other, in the same order."""

from __future__ import annotations

import uuid

from hypothesis import given
from hypothesis import strategies as st

from annotations.models.stream_keys import KINDS, packed, unpacked

keys = st.builds(lambda kind, key: f"{kind}:{key}", st.sampled_from([*KINDS.values()]), st.uuids())
texts = st.text(st.characters(exclude_categories=["Cs"])) | keys


def test_a_key_is_17_bytes():
    key = uuid.UUID("0192a3b4-c5d6-7e8f-9012-3456789abcde")

    assert packed(f"article:{key}") == b"\x81" + key.bytes
    assert unpacked(b"\x83" + key.bytes) == f"source:{key}"


@given(texts)
def test_every_text_comes_back(text: str):
    assert unpacked(packed(text)) == text


@given(st.binary(max_size=20) | keys.map(packed))
def test_whatever_the_tables_hold_comes_back(raw: bytes):
    assert packed(unpacked(raw)) == raw


@given(st.lists(keys))
def test_they_sort_as_their_text(some: list[str]):
    assert [unpacked(raw) for raw in sorted(map(packed, some))] == sorted(some)


@given(keys)
def test_what_is_written_otherwise_is_no_key(key: str):
    for other in (key.upper(), f"{key} ", key.replace("-", ""), key[1:]):
        assert packed(other) == other.encode()
