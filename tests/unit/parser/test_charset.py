import codecs

import pytest

from services.parser.charset import codec_of, decode

RUSSIAN = "Министры встретились в столице, чтобы обсудить новый договор о границе. " * 4
FRENCH = "Le gouvernement a annoncé une réforme à l’Assemblée, très attendue. " * 3


@pytest.mark.parametrize(
    ("label", "codec"),
    [
        ("UTF-8", "utf-8"),
        (" 'latin1' ", "cp1252"),
        ("ISO-8859-1", "cp1252"),
        ("us-ascii", "cp1252"),
        ("Windows-1251", "cp1251"),
        ("gb2312", "gb18030"),
        ("Shift_JIS", "cp932"),
        ("koi8-r", "koi8-r"),
        ("zip", None),
        ("punycode", None),
        ("unicode_escape", None),
        ("idna", None),
        ("utf-7", None),
        ("no-such", None),
        ("a\0b", None),
        ("x" * 100, None),
        ("", None),
        (None, None),
    ],
)
def test_only_charsets_of_the_standard_are_known(label: str | None, codec: str | None) -> None:
    assert codec_of(label) == codec


@pytest.mark.parametrize(
    ("value", "declared", "markup", "text", "source"),
    [
        (FRENCH.encode(), None, False, FRENCH, "fits"),
        (FRENCH.encode(), "iso-8859-1", False, FRENCH, "fits"),
        (FRENCH.encode("cp1252"), "iso-8859-1", False, FRENCH, "content-type"),
        (RUSSIAN.encode("cp1251"), "windows-1251", True, RUSSIAN, "content-type"),
        (RUSSIAN.encode("koi8-r"), None, False, RUSSIAN, "guessed"),
        ("日本語の見出し".encode("iso2022_jp"), "iso-2022-jp", False, "日本語の見出し", "content-type"),
        (codecs.BOM_UTF8 + b"A", "utf-16", False, "A", "byte order mark"),
        (codecs.BOM_UTF16_BE + "Köln".encode("utf-16-be"), None, False, "Köln", "byte order mark"),
        (b"plain", "zip", False, "plain", "fits"),
    ],
)
def test_decode(value: bytes, declared: str | None, markup: bool, text: str, source: str) -> None:
    decoded = decode(value, declared, markup)
    assert decoded is not None
    assert (decoded.text, decoded.source) == (text, source)


@pytest.mark.parametrize(
    "head",
    [
        b"<meta charset=windows-1251>",
        b'<META http-equiv="Content-Type" content="text/html; charset=windows-1251">',
        b"<?xml version='1.0' encoding='windows-1251'?>",
    ],
)
def test_a_charset_declared_inside_counts_for_markup_only(head: bytes) -> None:
    value = head + RUSSIAN.encode("cp1251")
    inside = decode(value, None, markup=True)
    assert inside is not None
    assert (inside.charset, inside.source) == ("cp1251", "meta")
    outside = decode(value, None, markup=False)
    assert outside is None or outside.source != "meta"


def test_one_broken_byte_does_not_cost_the_text() -> None:
    value = RUSSIAN.encode() + b"\xff" + RUSSIAN.encode()
    decoded = decode(value, "utf-8", markup=False)
    assert decoded is not None
    assert decoded.text == RUSSIAN + "�" + RUSSIAN


def test_binary_is_no_text() -> None:
    assert decode(bytes(range(8)) * 500, None, markup=False) is None
