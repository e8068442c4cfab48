import pytest

from services.parser.mojibake import repaired

GERMAN = "Die Brücke über den Fluss wird für Fußgänger geöffnet, hieß es – endlich."
RUSSIAN = "Мост через реку откроют для пешеходов в понедельник."


@pytest.mark.parametrize("text", [GERMAN, RUSSIAN, "It’s open – at last…"])
def test_text_that_was_read_as_windows_1252_is_read_again(text: str) -> None:
    broken = text.encode().decode("cp1252", "replace") if text != RUSSIAN else text.encode().decode("latin-1")
    assert repaired(f"One line.\n{broken}\nAnd another one.") == f"One line.\n{text}\nAnd another one."


@pytest.mark.parametrize("text", [GERMAN, RUSSIAN, "PÃO DE AÇÚCAR", "plain", "Â§", "日本語の記事"])
def test_what_is_right_stays_the_same_object(text: str) -> None:
    assert repaired(text) is text


def test_only_the_broken_lines_change() -> None:
    broken = GERMAN.encode().decode("cp1252", "replace")
    assert repaired(f"{broken}\nSÃO PAULO") == f"{GERMAN}\nSÃO PAULO"
