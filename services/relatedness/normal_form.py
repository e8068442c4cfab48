"""One form for text that Unicode, keyboards and typography write in several.

NFKC; case folded; without what only shows how a word is read or broken (vowel points of Arabic and Hebrew, tatweel,
stress marks, soft hyphens, joiners, direction marks); digits as ASCII ones; one apostrophe.
"""

import re
import unicodedata
from functools import cache

from wordfreq.transliterate import SR_LATN_TABLE

_COMMON_LATIN = re.compile(
    "[\\x00-\xa9\xab-\xb1\xb6\xb7\xbb\xbf-\u012f\u0131\u0134-\u013e\u0141-\u0148\u014a-\u017e\u0180-\u01c3"
    "\u01cd-\u01ef\u0218-\u021b\u1e9e-\u1eff\u2010-\u201f\u2022\u2026\u20ac]*"
)
"""Letters and typography that NFKC leaves, or changes outside words only: case folding is enough. Most text is such."""
_SOFT_HYPHEN = "\u00ad"
_IGNORED = re.compile(
    "[\u00ad\u034f\u061c\u180b-\u180f\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufe00-\ufe0f\ufeff\U000e0100-\U000e01ef"
    "\u2120\u2122"  # service and trade marks, which NFKC would make letters
    "]"
)
_READING_MARKS = re.compile(
    "[\u0591-\u05bd\u05bf\u05c1\u05c2\u05c4\u05c5\u05c7"  # Hebrew points and accents
    "\u0610-\u061a\u0640\u064b-\u065f\u0670\u06d6-\u06dc\u06df-\u06e4\u06e7\u06e8\u06ea-\u06ed]"  # Arabic, tatweel
    "|(?<=[\u0400-\u04ff])[\u0300\u0301]"  # stress in Cyrillic
)
_APOSTROPHES = "\u2018\u2019\u02bc\u055a"
_GERSHAYIM = re.compile("(?<=[\u05d0-\u05ea])[\u05f4\u201d](?=[\u05d0-\u05ea])")
_END_OF_BMP = 0x10000
MARKS = "".join(chr(point) for point in range(0x300, _END_OF_BMP) if unicodedata.category(chr(point)) in {"Mn", "Mc"})
"""The combining marks, for a class in a pattern: `\\w` has none, and would cut Hindi at every vowel sign."""
_DOTTED_I = {"tr", "az"}
_LETTERS_INSTEAD = {
    "fa": str.maketrans("يىك", "ییک"),
    "ur": str.maketrans("يىك", "ییک"),
    "ro": str.maketrans("şţ", "șț"),
    "tr": str.maketrans("șț", "şţ"),
    "ru": str.maketrans("ё", "е"),
    "sr": SR_LATN_TABLE,
}
"""What keyboards offer in place of a language's own letters, ё without its dots; Serbian is written in two alphabets,
of which its word list has the Latin one."""


def is_plain(text: str) -> bool:
    """Whether the text has none of what `written_form` takes out but soft hyphens: most text is such."""
    return text.isascii() or _COMMON_LATIN.fullmatch(text) is not None


def written_form(text: str) -> str:
    """The text as it stands there, in the case it has, without what only shows how a word is read or broken."""
    if not is_plain(text):
        text = _READING_MARKS.sub("", unicodedata.normalize("NFKC", _IGNORED.sub("", text)))
        text = _GERSHAYIM.sub('"', text).translate(_ascii_digits())
    if not text.isascii():
        text = text.replace(_SOFT_HYPHEN, "")
        for apostrophe in _APOSTROPHES:  # Ten times as fast as a pattern.
            text = text.replace(apostrophe, "'")
    return text


def normal_form(word: str, language: str) -> str:
    """One form of a word in its written form for all the ways it may be written; of surrogates, too."""
    if language in _DOTTED_I:
        word = unicodedata.normalize("NFC", word).replace("İ", "i").replace("I", "ı")
    if word.isascii():
        return word.lower()
    # Case folding takes letters apart, and leaves the dot of İ where the language has none.
    word = unicodedata.normalize("NFKC", word.casefold()).replace("i\u0307", "i")
    return word.translate(_LETTERS_INSTEAD[language]) if language in _LETTERS_INSTEAD else word


@cache
def _ascii_digits() -> dict[int, int]:
    return {
        point: ord("0") + int(chr(point))
        for point in range(0x80, _END_OF_BMP)
        if unicodedata.category(chr(point)) == "Nd"
    }
