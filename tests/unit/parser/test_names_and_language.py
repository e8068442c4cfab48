import pytest

from services.parser.language import language_of_text, language_tag
from services.parser.names import author_names, house_key


@pytest.mark.parametrize(
    ("values", "names"),
    [
        (["Jane Doe"], ["Jane Doe"]),
        (["By Jane Doe and John Roe"], ["Jane Doe", "John Roe"]),
        (["Jane Doe, John Roe"], ["Jane Doe", "John Roe"]),
        (["Doe, Jane"], ["Doe, Jane"]),
        (["Jane Doe; John Roe", "Jane Doe"], ["Jane Doe", "John Roe"]),
        (["https://example.test/jane", "jane@example.test", ""], []),
        (["HARBOUR HERALD"], []),
        (["x" * 300], []),
    ],
)
def test_author_names(values: list[str], names: list[str]) -> None:
    assert author_names(values, {house_key("Harbour Herald")}) == names


@pytest.mark.parametrize(
    ("tag", "code"),
    [
        ("en", "en"),
        ("en-GB", "en"),
        ("pt_BR", "pt"),
        ("EN", "en"),
        ("deu", "de"),
        ("iw", "he"),
        ("x-klingon", None),
        ("", None),
    ],
)
def test_language_tag(tag: str, code: str | None) -> None:
    assert language_tag(tag) == code


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("The mayor opened the bridge that the town had waited for since the flood.", "en"),
        ("Der Bürgermeister hat die Brücke eröffnet, auf die die Stadt gewartet hatte.", "de"),
        ("Министры встретились в столице, чтобы обсудить новый договор о границе.", "ru"),
        ("Short", None),
        ("12345 67890 " * 20, None),
    ],
)
def test_language_of_text(text: str, code: str | None) -> None:
    assert language_of_text(text) == code
