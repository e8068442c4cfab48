import codecs

import pytest

from services.parser.media_type import media_type, sniffed


@pytest.mark.parametrize(
    ("header", "name", "charset"),
    [
        ("text/html", "text/html", None),
        ("Text/HTML; Charset=UTF-8", "text/html", "UTF-8"),
        ('text/html;charset="windows-1251"; charset=utf-8', "text/html", "windows-1251"),
        ("text/plain ; format=flowed;  charset = iso-8859-1", "text/plain", "iso-8859-1"),
        ("application/pdf", "application/pdf", None),
        ("text/html; charset=", "text/html", None),
    ],
)
def test_the_header_tells(header: str, name: str, charset: str | None) -> None:
    found = media_type(header, b"<html>")
    assert (found.name, found.charset, found.source) == (name, charset, "content-type")


@pytest.mark.parametrize(
    "header", [None, "", "nonsense", "*/*", "application/octet-stream", "application/x-www-form-urlencoded", "a/b/c"]
)
def test_a_header_that_says_nothing_leaves_it_to_the_bytes(header: str | None) -> None:
    found = media_type(header, b"<!DOCTYPE html><p>")
    assert (found.name, found.source) == ("text/html", "sniffed")


@pytest.mark.parametrize(
    ("value", "name"),
    [
        (b"<!doctype HTML>", "text/html"),
        (b"\xef\xbb\xbf \n<html lang=en>", "text/html"),
        (b"<!-- a --><!-- b --><head>", "text/html"),
        (b"<div class=x>", "text/html"),
        (b'<?xml version="1.0"?><!DOCTYPE html><html xmlns="x">', "text/html"),
        (codecs.BOM_UTF16_LE + "<html>".encode("utf-16-le"), "text/html"),
        (codecs.BOM_UTF16_LE + "Headline".encode("utf-16-le"), "text/plain"),
        (b'<?xml version="1.0"?><rss version="2.0">', "application/rss+xml"),
        (b'<feed xmlns="http://www.w3.org/2005/Atom">', "application/atom+xml"),
        (b"<?xml version='1.0'?><nitf>", "application/xml"),
        (b'<a:entry xmlns:a="http://www.w3.org/2005/Atom">', "application/atom+xml"),
        (b'<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">', "application/rss+xml"),
        (b'{"version": "https://jsonfeed.org/version/1.1"}', "application/feed+json"),
        (b'{"version": "https:\\/\\/jsonfeed.org\\/version\\/1"}', "application/feed+json"),
        (b'{"id": 1, "content_text": "A note"}', "application/feed+json"),
        (b'{"headline": "Another JSON"}', "application/json"),
        (b"\x1f\x8b\x08\x00", "application/gzip"),
        (b"%PDF-1.7", "application/pdf"),
        (b"\x89PNG\r\n", "image/png"),
        (b"abc\0def", "application/octet-stream"),
        (b"**Headline**\n\nText", "text/plain"),
        (b"<3 is a heart", "text/plain"),
        (b"{curly} headline", "text/plain"),
        (b"[1] A numbered line", "text/plain"),
    ],
)
def test_the_first_bytes_tell(value: bytes, name: str) -> None:
    assert sniffed(value) == name


@pytest.mark.parametrize(
    ("header", "value", "name"),
    [
        ("application/xml", b'<?xml version="1.0"?><rss version="2.0">', "application/rss+xml"),
        ("text/xml; charset=utf-8", b'<feed xmlns="http://www.w3.org/2005/Atom">', "application/atom+xml"),
        ("application/json", b'{"version": "https://jsonfeed.org/version/1"}', "application/feed+json"),
        ("application/xml", b"<!DOCTYPE html><html>", "application/xml"),
        ("application/json", b"{}", "application/json"),
    ],
)
def test_of_a_type_that_names_only_a_syntax_a_feed_shows_itself(header: str, value: bytes, name: str) -> None:
    assert media_type(header, value).name == name
