"""The article id rule: one document, one id, however its URL is written."""

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from schemas.article_id import (
    article_id,
    article_id_from_content,
    article_id_of,
    is_article_id,
    normalised_url,
)

url_text = st.text(alphabet="ab.:/?#[]@&=% \t%2Fé", max_size=30)
urls = st.builds(
    "{}://{}{}{}".format,
    st.sampled_from(["http", "HTTPS", "ftp"]),
    st.sampled_from(["News.example", "[2001:DB8::1]", "user@news.example", "news.example:8080", "news.example:443"]),
    st.sampled_from(["", "/", "/a/b", "/a b"]),
    url_text,
)


@given(urls | url_text | st.text())
@example("http://news.example/x #top")
@example("http://news.example/?q=a%20b&utm_source=x")
@example("http://news.example/? #top")
@example("http://news.example/?a& #top")
def test_normalising_twice_changes_nothing(url: str) -> None:
    once = normalised_url(url)
    assert normalised_url(once) == once


@pytest.mark.parametrize(
    ("written", "normalised"),
    [
        ("HTTPS://News.Example/Path", "https://news.example/Path"),
        ("https://news.example", "https://news.example/"),
        ("https://news.example/a#comments", "https://news.example/a"),
        ("https://news.example:443/a", "https://news.example/a"),
        ("http://news.example:80/a", "http://news.example/a"),
        ("http://news.example:/a", "http://news.example/a"),
        ("http://news.example:443/a", "http://news.example:443/a"),
        ("https://news.example:8443/a", "https://news.example:8443/a"),
        ("http://[2001:DB8::1]/a", "http://[2001:db8::1]/a"),
        ("http://[2001:DB8::1]:8080/a", "http://[2001:db8::1]:8080/a"),
        ("https://news.example/a?id=7&UTM_Source=mail", "https://news.example/a?id=7"),
        ("https://news.example/a?fbclid=x", "https://news.example/a"),
        ("https://news.example/a?utm%5Fsource=mail&b", "https://news.example/a?b"),
        ("https://news.example/a?reference=1", "https://news.example/a?reference=1"),
        ("  https://news.example/a\n", "https://news.example/a"),
    ],
)
def test_what_does_not_name_another_document_goes(written: str, normalised: str) -> None:
    assert normalised_url(written) == normalised


@given(st.text(alphabet="ab=%20+&~,;é", max_size=20), st.sampled_from(["utm_source=mail", "gclid=1", "mc_eid="]))
def test_tracking_parameters_never_change_the_id(query: str, tracking: str) -> None:
    plain, tracked = f"https://news.example/a?{query}", f"https://news.example/a?{query}&{tracking}"
    assert normalised_url(tracked) == normalised_url(plain)


@pytest.mark.parametrize(
    "text", ["tag-1234", "urn:uuid:1", "/only/a/path", "http://news.example:port/", "http://[bad/"]
)
def test_a_text_that_is_no_absolute_url_names_its_document_as_it_is(text: str) -> None:
    assert normalised_url(f" {text} ") == text


def test_different_documents_have_different_ids() -> None:
    texts = ["https://news.example/a", "https://news.example/A", "http://news.example/a", "https://news.example/a?p=2"]
    assert len({article_id(subject=text, key=None, ce_id=None) for text in texts}) == len(texts)


def test_subject_goes_before_key_and_key_before_ce_id() -> None:
    url, tracked = "https://news.example/a", "https://NEWS.example/a?utm_source=x#top"
    assert article_id(subject=tracked, key="k", ce_id="c") == article_id_of(url)
    assert article_id(subject=None, key="k", ce_id="c") == article_id_of("k")
    assert article_id(subject=None, key=None, ce_id="c") == article_id_of("c")
    assert article_id(subject=None, key=None, ce_id=None) is None
    assert article_id(subject="", key="", ce_id="") is None


@given(st.text(min_size=1))
def test_a_key_that_is_an_article_id_stays_itself(text: str) -> None:
    made = article_id(subject=None, key=text, ce_id=None)
    assert made is not None
    assert is_article_id(made)
    assert article_id(subject=None, key=made, ce_id="other") == made


@pytest.mark.parametrize("text", ["", "0" * 31, "0" * 33, "A" * 32, "g" * 32, "0" * 32 + "\n"])
def test_what_is_not_an_article_id(text: str) -> None:
    assert not is_article_id(text)


def test_the_id_is_the_first_32_digits_of_sha_256() -> None:
    # FIPS 180-4 example: SHA-256("abc").
    assert article_id_of("abc") == "ba7816bf8f01cfea414140de5dae2223"


def test_the_last_resort_reads_headline_and_time() -> None:
    day, other = "2031-02-03T12:00:00+00:00", "2031-02-04T12:00:00+00:00"
    assert article_id_from_content("ferry line opens", day) == article_id_from_content("ferry line opens", day)
    assert article_id_from_content("ferry line opens", day) != article_id_from_content("ferry line opens", other)
    assert article_id_from_content("ferry line opens", None) != article_id_from_content("ferry line opens", day)
