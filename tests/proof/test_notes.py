"""Signed notes are those of c2sp.org/signed-note, as another implementation reads them too, and nothing else opens."""

from __future__ import annotations

import base64

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from hypothesis import given
from hypothesis import strategies as st
from sigstore._internal.rekor.checkpoint import SignedNote

from annotations.proof.notes import BadKey, BadNote, SigningKey, VerifierKey, opened

KEY, OTHER = (SigningKey("desk.example/log", bytes([number]) * 32) for number in (1, 2))
TEXT = "desk.example/log\n2\nroot\n"


def test_keys_are_written_and_read_again():
    assert SigningKey.parse(str(KEY)) == KEY
    assert VerifierKey.parse(str(KEY.verifier)) == KEY.verifier
    assert str(KEY) not in repr(KEY)


@given(st.text(st.characters(exclude_categories=("Cs", "Cc")), min_size=1))
def test_what_is_signed_opens(line: str):
    assert opened(KEY.sign(line + "\n"), [OTHER.verifier, KEY.verifier]) == line + "\n"


def test_another_implementation_reads_our_notes_the_same():
    note = SignedNote.from_text(KEY.sign(TEXT))
    (signature,) = note.signatures
    public = Ed25519PublicKey.from_public_bytes(KEY.verifier.public)

    public.verify(base64.b64decode(signature.signature), note.note.encode())
    assert (note.note, signature.name, signature.sig_hash) == (TEXT, KEY.name, KEY.verifier.hash)


@given(st.data())
def test_a_note_with_one_bit_turned_does_not_open(data: st.DataObject):
    note = KEY.sign(TEXT).encode()
    at = data.draw(st.integers(0, len(note) * 8 - 1))
    turned = bytearray(note)
    turned[at // 8] ^= 1 << at % 8

    with pytest.raises((BadNote, UnicodeDecodeError)):
        opened(turned.decode(), [KEY.verifier])


def test_a_signature_is_written_in_one_way_only():
    note = KEY.sign(TEXT)
    last = note.index("=\n") - 1

    with pytest.raises(BadNote):
        opened(note[:last] + chr(ord(note[last]) + 1) + note[last + 1 :], [KEY.verifier])


@pytest.mark.parametrize(
    "note", ["", "\n\n", TEXT, TEXT + "\n", "\n— a b\n", TEXT + "\n— a b\n", TEXT + "\n- a AAAAAAAA\n"]
)
def test_what_is_no_signed_note_is_told_so(note: str):
    with pytest.raises(BadNote):
        opened(note, [KEY.verifier])


def test_a_note_of_another_key_does_not_open():
    with pytest.raises(BadNote, match=r"None of the keys .* names desk.example/log"):
        opened(OTHER.sign(TEXT), [KEY.verifier])


def test_signatures_of_others_beside_ours_do_no_harm():
    both = KEY.sign(TEXT) + OTHER.sign(TEXT).rpartition("\n\n")[2]

    assert opened(both, [KEY.verifier]) == opened(both, [OTHER.verifier]) == TEXT


@pytest.mark.parametrize("name", ["", "two words", "a+b"])
def test_a_key_has_a_name_that_a_note_can_hold(name: str):
    with pytest.raises(BadKey):
        SigningKey.make(name)


@pytest.mark.parametrize("text", ["", "a+b", "desk+00000000+AAAA", str(KEY.verifier)[:-8], "x" + str(KEY.verifier)])
def test_what_is_no_key_is_told_so(text: str):
    with pytest.raises(BadKey):
        VerifierKey.parse(text)
    with pytest.raises(BadKey):
        SigningKey.parse(text)
