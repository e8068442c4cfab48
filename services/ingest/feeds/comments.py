"""Comments in HTML, taken out: feedparser's time grows with the square of the number of those that never end."""


def without_comments(text: str, opening: str, closing: str) -> str:
    """Comments are cut out; the start of one that never ends stays without its dashes, so that it is none."""
    parts = []
    at = 0
    while (start := text.find(opening, at)) >= 0:
        end = text.find(closing, start + len(opening))
        if end < 0:
            break
        parts.append(text[at:start])
        at = end + len(closing)
    rest = text[at:]
    return "".join([*parts, rest.replace(opening, opening.removesuffix("--"))])
