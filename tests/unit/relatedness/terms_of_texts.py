"""Terms of a text as the signature comes to them."""

from services.relatedness.terms import terms_in, words

MOST_WORDS = 100_000


def terms(text: str, language: str | None) -> list[tuple[str, int]]:
    """(term, Zipf frequency in hundredths) for each word of a text, in reading order."""
    of = terms_in(language)
    return [found for word in words(text, MOST_WORDS) for found in of[word]]
