"""Which parts of a page are not the article: by element, by attribute, and by the words of class and id.

The words are those that page builders of all kinds use. A part with such a word is left out only where enough of the
text stands elsewhere (`article_blocks`): the same words also name the wrappers of whole articles.
"""

import re
from enum import Enum
from functools import lru_cache

from services.parser.html_tree import Element, names_of

ZONES = frozenset(["nav", "aside", "footer", "form", "dialog", "menu", "head", "title"])
"""Elements that HTML itself sets apart."""
MEDIA = frozenset(["figure", "figcaption", "picture", "img", "label", "input", "fieldset"])

_APART = frozenset(
    [
        # lists of other articles
        *("related", "recirc", "recirculation", "recommended", "recommendation", "recommendations", "reco"),
        *("popular", "trending", "teaserbox", "linkbox", "crosslink", "crosslinks", "backlink", "pagination"),
        *("prev", "next"),
        # what is sold or asked for
        *("promo", "promos", "newsletter", "newsletters", "subscribe", "subscription", "signup", "offer", "prompt"),
        *("donate", "shop", "shopping", "commerce", "affiliate", "jobs", "career", "register", "registration"),
        *("registerwall", "regwall", "login", "advert", "advertisement", "advertising", "ad", "ads", "sponsored"),
        *("outbrain", "taboola", "trc"),
        # sharing and talking back
        *("share", "sharing", "sharebar", "sharebox", "social", "socials", "follow", "whatsapp", "comment"),
        *("comments", "disqus", "poll", "quiz", "survey", "rating", "feedback", "contact"),
        # pictures
        *("caption", "captions", "credit", "credits", "gallery", "slideshow", "slider", "swiper", "carousel"),
        *("lightbox", "photo", "image", "imagebox", "player", "videolink", "mediainfo"),
        *("placeholder",),
        # about the article
        *("byline", "bylines", "author", "authors", "bio", "biography", "profile", "person", "dek", "kicker"),
        *("timestamp", "dateline", "tags", "tagbox", "submeta", "excerpt"),
        # boxes
        *("infobox", "factbox", "fact", "facts", "faq", "weather", "ticker", "breaking", "rail", "endcard"),
        *("expandable",),
        # of the page
        *("breadcrumb", "breadcrumbs", "menu", "nav", "navigation", "footer", "toolbar", "toolbox", "banner"),
        *("modal", "popup", "overlay", "sticky", "cookie", "cookies", "consent", "privacy", "gdpr", "legal"),
        *("copyright", "disclaimer", "disclosure", "notice", "notification", "help", "error", "fallback"),
        *("loading",),
    ]
)
_LESS = frozenset(["widget", "sidebar", "paywall", "embed", "embedded", "teaser", "teasers"])
_ARTICLE = re.compile(
    r"(?:article|story|entry|post|news|page|main|rich)[-_]*(?:body|content|text|copy)|(?:body|content)[-_]*(?:text|article"
    r"|copy)|articlebody|bodycopy|richtext|field-name-body|prose|wysiwyg|noticia|artikel(?:text|inhalt)",
    re.I,
)
_HIDDEN = re.compile(r"display\s{0,3}:\s{0,3}none|visibility\s{0,3}:\s{0,3}hidden", re.I)
_HIDDEN_CLASSES = frozenset(
    ["hidden", "visually-hidden", "visuallyhidden", "u-visually-hidden", "sr-only", "screen-reader-text", "is-hidden"]
)
_WORDS = re.compile(r"[a-z]+")
_CAMEL = re.compile(r"(?<=[a-z])(?=[A-Z])")
_LONGEST = 2000
"""Characters of class and id that are read; generated ones are longer, and say nothing more."""


class Zone(Enum):
    """How far a part's own names set it apart from an article."""

    NONE = 0
    LESS = 1
    APART = 2


def zone_of(element: Element) -> Zone:
    """What the attributes of an element say; nothing of its ancestors."""
    if element.get("hidden") is not None or element.get("aria-hidden") == "true":
        return Zone.APART
    style = element.get("style")
    if style and _HIDDEN.search(style[:_LONGEST]):
        return Zone.APART
    names = names_of(element, _LONGEST)
    return _zone_of_names(names) if names != " " else Zone.NONE


@lru_cache(maxsize=4096)
def _zone_of_names(names: str) -> Zone:
    if _ARTICLE.search(names):
        return Zone.NONE
    words = set(_WORDS.findall(_CAMEL.sub(" ", names).lower()))
    if words & _APART or not _HIDDEN_CLASSES.isdisjoint(names.split()):
        return Zone.APART
    return Zone.LESS if words & _LESS else Zone.NONE
