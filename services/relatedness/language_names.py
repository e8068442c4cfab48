"""What the word lists and the stemmers call a language."""

from functools import cache

import Stemmer
from wordfreq import available_languages

_WORD_LISTS = {"bs": "sh", "hr": "sh", "sr": "sh", "nn": "nb", "no": "nb", "tl": "fil", "yue": "zh", "cmn": "zh"}
_STEMMERS = {"nb": "no", "nn": "no", "bs": "sr", "hr": "sr", "sh": "sr"}
_OLD = {"iw": "he", "in": "id", "ji": "yi"}


@cache
def primary_subtag(tag: str | None) -> str:
    """The language of a tag (RFC 5646: `zh-Hant`, `pt_BR`) in lower case, withdrawn codes by their new ones;
    `en` for none."""
    code = (tag or "en").replace("_", "-").partition("-")[0].lower()
    return _OLD.get(code, code)


@cache
def word_list(language: str) -> str | None:
    """The file of wordfreq's list for a language, the largest there is; None when there is none."""
    path: str | None = available_languages().get(_WORD_LISTS.get(language, language))
    return path


@cache
def stemmer(language: str) -> Stemmer.Stemmer | None:
    """Snowball's stemmer for a language; None when it has none."""
    try:
        return Stemmer.Stemmer(_STEMMERS.get(language, language))
    except KeyError:
        return None
