"""What an item leaves open is closed at its end, in XML that is not well-formed: so it costs only itself.

Otherwise feedparser takes the following items for a part of it.
"""

import re
from collections import Counter

from lxml import etree

_TEXTS = re.compile(
    r"<(/?)((?:[\w.-]{1,40}:)?(?:title|description|summary|content|encoded|author|link))(?=[\s>])", re.I
)
_ITEM_END = re.compile(r"</(?:[\w.-]{1,40}:)?(?:item|entry)\s{0,100}>\s*$", re.I)
_MOST_ENDS = 100
_CDATA, _CDATA_END = "<![CDATA[", "]]>"


def is_well_formed(text: str) -> bool:
    """Whether an XML parser takes the text as it is (XML 1.0, section 2.1)."""
    parser = etree.XMLParser(encoding="utf-8", resolve_entities=False, load_dtd=False, no_network=True, huge_tree=False)
    try:
        etree.fromstring(text.encode(), parser)
    except etree.XMLSyntaxError:
        return False
    return True


def mended(item: str) -> str:
    """The text of an item, up to the next one's start, with the ends that are missing in it."""
    closing = _CDATA_END if item.rfind(_CDATA) > item.rfind(_CDATA_END) else ""
    still_open: Counter[str] = Counter()
    for tag in _TEXTS.finditer(item):
        # An end tag without a start is no debt to be set off.
        still_open[tag[2]] = max(0, still_open[tag[2]] + (-1 if tag[1] else 1))
    closing += "".join(f"</{name}>" * min(times, _MOST_ENDS) for name, times in still_open.items())
    if not closing:
        return item
    end = _ITEM_END.search(item, max(0, len(item) - 1000))
    at = end.start() if end else len(item)
    return f"{item[:at]}{closing}{item[at:]}"
