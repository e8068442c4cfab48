"""Terms: one for all the ways a word is written, and as rare as its language has it."""

import unicodedata

import pytest

from tests.unit.relatedness.terms_of_texts import terms


def words(text: str, language: str | None) -> list[str]:
    return [term for term, _ in terms(text, language)]


@pytest.mark.parametrize(
    ("language", "one", "other"),
    [
        ("en", "ＣＯＶＩＤ２０３１ ﬁre", "covid2031 fire"),
        ("en", "soft\u00adware zero\u200bwidth \u200eleft\u200e", "software zerowidth left"),
        ("en", "İstanbul Zorbix™", "Istanbul Zorbix"),
        ("en", "O’Brien", "O'Brien"),
        ("de", "Straße", "STRASSE"),
        ("el", "Λόγος", "λόγοσ"),
        ("tr", "IŞIK İZMİR", "ışık izmir"),
        ("tr", "Kumluova’nın", "Kumluova"),
        ("ro", "Şoimului ţară", "Șoimului țară"),
        ("fr", "l’Orlac d'Orlac qu'Orlac", "Orlac Orlac Orlac"),
        ("it", "dell'orso un’orsa", "orso orsa"),
        ("ru", "за́мок ещё", "замок еще"),
        ("uk", "п’ять пʼять", "п'ять п'ять"),
        ("sr", "Поплава Лозница", "Poplava Loznica"),
        ("ar", "كَلِمَة الحمــــد ٢٠٣١", "كلمة الحمد 2031"),
        ("ar", "ﺳﻼم", "سلام"),
        ("fa", "كتاب می‌روید ۲۰۳۱", "کتاب میروید 2031"),
        ("he", "שָׁלוֹם רמטכ״ל", 'שלום רמטכ"ל'),
        ("ja", "ｶﾞﾗｽ", "ガラス"),
        ("zh-Hant", "渡輪打撈", "渡轮打捞"),
        ("iw", "שלום", "שלום"),
    ],
)
def test_ways_to_write_a_word_are_one_term(language: str, one: str, other: str) -> None:
    assert list(terms(one, language)) == list(terms(other, language))


@pytest.mark.parametrize(
    ("language", "text"),
    [("vi", "Đường phố Việt"), ("ko", "한글은 낱말"), ("hi", "क़ानून"), ("ru", "й ё"), ("th", "กำลัง")],
)
def test_composed_and_decomposed_text_is_one(language: str, text: str) -> None:
    forms = [list(terms(unicodedata.normalize(form, text), language)) for form in ("NFC", "NFD", "NFKC", "NFKD")]
    assert forms == forms[:1] * 4


@pytest.mark.parametrize(
    ("language", "text", "expected"),
    [
        ("hi", "किताबें हिन्दी", ["किताब", "हिन्द"]),
        ("ta", "யானை", ["யானை"]),
        ("he", 'ארה"ב "שלום"', ['ארה"ב', "שלום"]),
        ("th", "ประเทศไทย", ["ประ", "ระเท", "เทศ", "ศไท", "ไทย"]),
        ("km", "ភ្នំពេញ", ["ភ្នំពេ", "ពេញ"]),
        ("ko", "KBS는 서울에서", ["kbs", "는", "서울", "울에", "에서"]),
        ("ja", "2031年", ["2031", "年"]),
        ("en", "harbour_bridge", ["harbour", "bridg"]),
        ("en", "harbour_“bridge”", ["harbour", "bridg"]),
    ],
)
def test_marks_and_scripts_divide_text_as_its_readers_do(language: str, text: str, expected: list[str]) -> None:
    assert words(text, language) == expected


@pytest.mark.parametrize(
    ("language", "rarer", "commoner"),
    [
        ("ja", "戸波", "東京"),
        ("ja", "東京", "して"),
        ("zh", "青螺", "渡轮"),
        ("zh", "渡轮", "表示"),
        ("zh", "轮触", "的大"),
        ("ko", "돌섬", "정부"),
        ("ko", "정부", "에서"),
        ("uk", "лелека", "президент"),
        ("pl", "kopalnia", "jest"),
        ("nb", "fyrtårn", "ikke"),
        ("hr", "poplava", "jest"),
        ("tl", "bulkan", "hindi"),
    ],
)
def test_rare_terms_are_rarer(language: str, rarer: str, commoner: str) -> None:
    (((_, rare),), ((_, common),)) = (tuple(terms(text, language)) for text in (rarer, commoner))
    assert rare < common - 50


def test_a_number_is_as_common_as_its_length_and_a_year_commoner() -> None:
    ((_, year),), ((_, number),) = terms("2019", "de"), terms("7353", "de")
    assert 0 < number < year
