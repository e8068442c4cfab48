"""The stem of a word: Snowball's where it knows the language, else in some its first letters."""

from services.relatedness.language_names import stemmer

CUT = frozenset({"be", "bg", "bn", "is", "ka", "lv", "mk", "sk", "sl", "uk"})
"""Languages without a Snowball stemmer where ending upon ending inflects."""
_KEPT = 5
"""Letters: what McNamee, Nicholas and Mayfield found best over many languages ("Addressing Morphological Variation in
Alphabetic Languages", SIGIR 2009)."""


def stem(word: str, language: str) -> str:
    """The stem; the word itself in languages that have neither. `word` is in its normal form and not empty."""
    if language in CUT:
        return cut(word)
    stems = stemmer(language)
    return stems.stemWord(word) if stems else word


def cut(word: str) -> str:
    """The first letters; numbers stay whole."""
    return word if word[0].isdigit() else word[:_KEPT]
