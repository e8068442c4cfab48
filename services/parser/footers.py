"""Lines of a page that belong to no article: copyright, follow us, share, sign up; and whom the copyright names."""

import re
from functools import lru_cache

from services.parser.plain_text import lower, one_line

_COPYRIGHT = re.compile(
    r"(?:©|\(c\)(?=\s*\d{4})|copyright\b)\s*(?:©|\(c\))?\s*(?:copyright\b)?[\s,:]*"
    r"(?P<before>(?:\d{4}\s*(?:[-–—/]\s*(?:\d{2,4}|present))?[\s,.:]*)?)"
    r"(?:by\s+)?(?P<owner>[^|•·]{0,120}?)(?P<after>[\s,]*(?:\d{4}\s*(?:[-–—/]\s*\d{2,4})?)?)"
    r"(?P<rights>[\s.,|•·–—-]*(?:all rights reserved|alle rechte vorbehalten|tous droits réservés"
    r"|todos los derechos reservados"
    r"|todos os direitos reservados|tutti i diritti riservati|alle rechten voorbehouden"
    r"|все права защищены)\b.{0,200})?[\s.]*",
    re.I,
)
_RIGHTS = re.compile(
    r"[^.]{0,80}\b(?:all rights reserved|alle rechte vorbehalten|tous droits réservés|todos los derechos reservados"
    r"|todos os direitos reservados|tutti i diritti riservati|все права защищены)\b.{0,120}",
)
_FOOTER = re.compile(
    r"(?:follow (?:us|@?\w{1,30})(?: on \w.{0,100})?|(?:like|love|enjoy|enjoyed) this (?:story|article|post)\?.{0,100}"
    r"|(?:have|got) (?:a|any) (?:news )?(?:tips?|story|question|correction)s?\?.{0,200}|tell us what you think.{0,60}"
    r"|[^.]{0,100} (?:in|to|through) your (?:inbox|mailbox|letterbox)\b.{0,120}|comments(?: \(\d{1,6}\))?"
    r"|https?://\S{1,230}|find us on\b.{0,60}|connect with us|stay (?:connected"
    r"|informed)|contact(?: us)?|about(?: us)?"
    r"|advertise(?: with us)?|advertisements?|sponsored|sitemap|imprint|impressum|datenschutz\w*|help|careers|cookies?"
    r"|(?:terms|conditions)(?: (?:of (?:use|service)|and conditions|& conditions))?|(?:privacy"
    r"|cookie)s?(?: policy| settings| notice)?"
    r"|back to top|skip to (?:main )?content|share(?: this)?(?: (?:article|story|page|post))?(?: (?:on"
    r"|via) .{0,60})?|share on .{0,60}"
    r"|(?:sign up|subscribe)(?: (?:for|to) .{0,80})?(?: now| today)?[.!]?|log ?in|sign in|register|menu|search"
    r"|print(?: this)?(?: page| article)?"
    r"|e-?mail(?: this)?|facebook|twitter|x|instagram|youtube|linkedin|whatsapp|telegram|reddit|pinterest|tiktok|rss"
    r"|folgen sie uns\b.{0,40}|(?:artikel )?teilen|anzeige|werbung|suivez[- ]nous\b.{0,40}|partager|publicité"
    r"|síguenos\b.{0,40}|compartir|publicidad"
    r"|siga-nos\b.{0,40}|compartilhar|seguici\b.{0,40}|condividi|pubblicità|volg ons\b.{0,40}|delen"
    r"|obserwuj nas\b.{0,40}"
    r"|подписывайтесь\b.{0,60}|поделиться|реклама)\s?[:.!]*",
)
_RIGHTS_WORDS = ("rights", "rechte", "droits", "derechos", "direitos", "diritti", "права")
_BARS = re.compile(r"\s*[|•·]\s*")
_LONGEST = 240


@lru_cache(maxsize=4096)  # each line of a dump is asked of more than once
def is_footer(line: str) -> bool:
    """Whether the line is a page's, not an article's: a copyright notice, or a follow, share or sign-up prompt."""
    if len(line) > _LONGEST:
        return False
    folded = lower(line)
    if _FOOTER.fullmatch(folded) or (any(word in folded for word in _RIGHTS_WORDS) and _RIGHTS.fullmatch(folded)):
        return True
    parts = [part for part in _BARS.split(folded) if part] if any(bar in folded for bar in "|•·") else []
    return bool(parts and all(map(_FOOTER.fullmatch, parts))) or _copyright(line) is not None


def copyright_owner(line: str) -> str | None:
    """The name in a copyright notice, without years and rights: ``© 2024 Example Ltd. All Rights Reserved.``"""
    found = _copyright(line)
    owner = one_line(found["owner"]).strip(" .,-–—|") if found else ""
    return owner if len(owner) > 1 and any(c.isalpha() for c in owner) else None


def _copyright(line: str) -> re.Match[str] | None:
    """A notice, not a sentence that starts with the word copyright: it has a sign, a year or the rights."""
    begins = line[:9].lower().startswith(("©", "(c)", "copyright"))
    found = _COPYRIGHT.fullmatch(line) if begins and len(line) <= _LONGEST else None
    if found and (line[:1] == "©" or found["before"].strip() or found["after"].strip() or found["rights"]):
        return found
    return None
