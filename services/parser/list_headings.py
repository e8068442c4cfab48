"""Headings of a page's own related list, in the languages of the press. Phrases, never a publisher's name.

Phrases are in lower case, as lines are when they are matched: Python skips alternatives by their first letter only in
patterns that keep to case.
"""

import re
from functools import lru_cache

from services.parser.plain_text import lower

_NOUN = (
    r"(?:theme|topic|topics|subject|story|stories|news|article|articles|headlines|coverage|reading|links|posts|content"
    r"|issue|event|crisis)"
)
_PHRASES = (
    # English
    rf"more (?:on|about|from|in) (?:this|the|that)? ?{_NOUN}",
    rf"(?:more )?related(?: {_NOUN})?(?: and more)?",
    r"(?:more )?on this (?:theme|topic|story|subject)",
    r"read (?:more|next|also)(?: on this| about this)?(?: topic| story| theme)?",
    r"(?:see|read) also|also read|also in the news|more coverage|further reading|keep reading|in this series",
    rf"more (?:related )?{_NOUN}|more like this|you (?:may|might) (?:also )?(?:like|be interested in)"
    rf"|recommended(?: for you)?",
    # German
    r"mehr (?:zum|zu diesem|zu dem) thema|(?:weitere )?(?:artikel|beiträge|nachrichten|meldungen) zum thema"
    r"|zum (?:selben )?thema",
    r"lesen sie auch|auch interessant|mehr dazu|verwandte (?:artikel|themen|beiträge)|ähnliche(?: artikel| themen)?"
    r"|passend dazu|mehr zum artikel"
    r"|das könnte sie auch interessieren",
    # French
    r"(?:plus )?sur (?:le|ce) (?:même )?(?:sujet|thème)|à lire aussi|lire aussi|articles? (?:liés?|connexes|similaires)"
    r"|(?:voir|lire) (?:aussi|également)|dans la même rubrique",
    # Spanish, Portuguese, Italian
    r"más (?:sobre|de) (?:este|el) tema|(?:noticias?|artículos?|temas?|contenidos?) relacionad[oa]s?|relacionad[oa]s"
    r"|más información|te puede interesar|lea (?:también|además)",
    r"mais sobre (?:este|esse|o) (?:tema|assunto)|(?:notícias|artigos|matérias) relacionad[oa]s|leia (?:também"
    r"|mais)|veja também",
    r"(?:altro|di più) su(?:ll'argomento| questo tema|l tema)|(?:articoli|notizie) correlat[ie]|leggi anche"
    r"|sullo stesso (?:tema|argomento)",
    # Dutch, Scandinavian, Polish, Turkish
    r"meer over dit (?:onderwerp|thema)|lees ook|gerelateerd(?:e (?:artikelen|berichten))?",
    r"mer om (?:ämnet|saken|temaet)|läs (?:också|mer)|les også|mere om emnet|læs også"
    r"|relaterad[et](?: artiklar)?|lue myös",
    r"więcej na (?:ten )?temat|czytaj (?:także|też|również)|powiązane (?:artykuły|tematy)|zobacz (?:także|też|również)",
    r"ilgili haberler|bunlar da ilginizi çekebilir",
    # Baltic, Czech, Slovak, Hungarian, Romanian, South Slavic, Icelandic
    r"taip pat skaitykite|skaitykite taip pat|lasi arī|loe (?:ka|lisaks|veel)|čtěte také|související(?: články)?"
    r"|mohlo by vás zajímat|prečítajte si(?: aj)?|kapcsolódó cikk(?:ek)?|cite[sș]te [sș]i|știri similare"
    r"|pročitajte (?:i|još)|povezan[ei] (?:vijesti|članci)|vezane vesti|tengdar fréttir|tengt efni|lesa meira",
    # Indonesian, Vietnamese, Thai, Hebrew, Persian, Bengali, Swahili, Afrikaans, Zulu
    r"baca juga|(?:berita|artikel) terkait|tin liên quan|xem thêm|đọc thêm|ข่าวที่เกี่ยวข้อง|อ่านเพิ่มเติม|כתבות קשורות|קראו גם"
    r"|עוד בנושא|مطالب مرتبط|بیشتر بخوانید|আরও পড়ুন|soma pia|lees meer|verwante artikels|funda futhi",
    # Cyrillic, Greek, Arabic, Hindi, Chinese, Japanese, Korean
    r"(?:материалы |новости |ещё |еще |больше )?по теме|читайте также|похожие (?:новости|статьи)"
    r"|(?:більше |новини |матеріали )?за темою|читайте також|на цю тему",
    r"σχετικά (?:άρθρα|νέα)|διαβάστε (?:επίσης|ακόμα)|اقرأ أيضا|مواضيع ذات صلة|أخبار ذات صلة",
    r"संबंधित खबरें|यह भी पढ़ें",
    r"相关(?:新闻|报道|文章|阅读)|相關(?:新聞|報導|文章)|延伸閱讀",
    r"関連(?:記事|ニュース|リンク)|あわせて読みたい|관련 ?(?:기사|뉴스)",
)
_HEADING = re.compile(rf"[【\[(]?(?:{'|'.join(_PHRASES)})\s?[】\])]?[:：…>»]*")
_INLINE = re.compile(rf"[\[(]?(?:{'|'.join(_PHRASES)})\s?[:：»|]\s*(?P<headline>\S.{{9,250}}?)[\])]?", re.I)
_COLON = re.compile("[:：»|]")
_LONGEST = 60
_LONGEST_INLINE = 330

_OTHER = re.compile(
    r"(?:most (?:read|popular|viewed|shared|commented)|trending(?: now| topics)?|top stories"
    r"|latest(?: news| stories| headlines)?"
    r"|popular(?: now)?|editors?['’]?s? (?:picks?|choice)|comments?|leave a (?:comment|reply)|newsletters?"
    r"|about the author"
    r"|meistgelesen\w*|am meisten gelesen|neueste \w+|kommentare|les plus lus|lo más (?:leído|visto)|mais lidas"
    r"|più letti"
    r"|meest gelezen|mest (?:lästa|läst|leste|lest)|najczęściej czytane"
    r"|häufig gelesen|hoofdpunten|son dakika|en son(?: haberler)?|siste nytt|seneste nyt|senaste nytt|les plus récents"
    r"|dernières (?:infos|nouvelles|actualités)|últimas? (?:hora|noticias|notícias)|ultime notizie|laatste nieuws"
    r"|mer från \w+|aktuelle (?:nachrichten|meldungen)"
    r"|в тренде|популярное|последние новости|人気記事|最新ニュース|.{0,12}(?:新着|ランキング).{0,12}|最新(?:新闻|消息)"
    r"|热门(?:新闻|文章)|많이 본 (?:기사|뉴스)|최신 ?(?:기사|뉴스))\s?:?",
)


@lru_cache(maxsize=4096)  # each line of a dump is asked of more than once
def is_list_heading(line: str) -> bool:
    """Whether a line is the heading of a related list, e.g. ``MORE ON THEME``."""
    return len(line) <= _LONGEST and _HEADING.fullmatch(lower(line)) is not None


@lru_cache(maxsize=4096)
def ends_list(line: str) -> bool:
    """Whether a line heads another block of a page: most read, comments, newsletter."""
    return len(line) <= _LONGEST and _OTHER.fullmatch(lower(line)) is not None


def inline_related(line: str) -> str | None:
    """The headline of a line such as ``Read more: Ministers meet again``; None when it is another line."""
    found = _INLINE.fullmatch(line) if len(line) <= _LONGEST_INLINE and _COLON.search(line) else None
    return found["headline"].strip() if found else None
