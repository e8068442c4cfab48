"""What the word lists and the stemmers call a language."""

import re
from functools import cache, lru_cache

import Stemmer
from wordfreq import available_languages

_WORD_LISTS = {"bs": "sh", "hr": "sh", "sr": "sh", "nn": "nb", "no": "nb", "tl": "fil"}
_STEMMERS = {"nb": "no", "nn": "no", "bs": "sr", "hr": "sr", "sh": "sr"}
_CODE = re.compile("[a-z]{2,3}")
_PREFERRED = {"cmn": "zh", "yue": "zh", "iw": "he", "in": "id", "ji": "yi"}


@lru_cache(maxsize=1_000)
def primary_subtag(tag: str | None) -> str:
    """The language of a tag (RFC 5646: `zh-Hant`, `pt_BR`) in lower case, withdrawn codes by their new ones,
    Mandarin and Cantonese as Chinese; `en` for none, `und` for what is no tag."""
    code = (tag or "en").replace("_", "-").partition("-")[0].lower()
    return _PREFERRED.get(code, code) if _CODE.fullmatch(code) else "und"


@cache
def word_list(language: str) -> str | None:
    """The file of wordfreq's list for a language, the largest there is; None when there is none."""
    path: str | None = available_languages().get(_WORD_LISTS.get(language, language))
    return path


@cache
def stemmer(language: str) -> Stemmer.Stemmer | None:
    """Snowball's stemmer for a language; None when it has none."""
    try:
        # Without the stems it keeps: looking those up takes longer than stemming, and `terms` keeps what it asks for.
        return Stemmer.Stemmer(_STEMMERS.get(language, language), 0)
    except KeyError:
        return None
