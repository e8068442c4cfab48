"""What stands before or behind an apostrophe without being part of the word: elided articles and glued endings."""

import re

_POSSESSIVE = re.compile("'s$")
_ELIDED = {
    "fr": re.compile("^(?:[cdjlmnst]|qu|jusqu|lorsqu|puisqu|quoiqu)'"),
    "it": re.compile("^(?:[cdlmstv]|un|(?:a|da|de|ne|su|co)ll|(?:d?a|de|ne|su)?gl)'"),
    "ca": re.compile("^[dlmnst]'"),
}
"""As Lucene's elision filters have them."""
_ENDING = {"tr": re.compile("'.*")}
"""Turkish sets the endings of names off."""


def bare_word(word: str, language: str) -> str:
    """The word without them; `word` is in its normal form, and neither begins nor ends with an apostrophe."""
    if "'" not in word:
        return word
    if language in _ELIDED:
        return _ELIDED[language].sub("", word)
    return _ENDING.get(language, _POSSESSIVE).sub("", word)
