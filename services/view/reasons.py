"""Why a headline is in the list, in plain words."""

from collections.abc import Iterable

from schemas.related_headlines import Reason


def in_words(reasons: Iterable[Reason], score: int) -> list[str]:
    """One sentence per reason, then the score when the pair has one (thousandths, shown as 0 to 1)."""
    sentences = [_sentence(reason) for reason in reasons]
    if score:
        sentences.append(f"Match {score / 1000:.3f} of 1.")
    return sentences


def _sentence(reason: Reason) -> str:
    match reason.kind:
        case "listed":
            place = "" if reason.position is None else f", at place {reason.position + 1}"
            return f"Named by the page's own list{place}."
        case "listed_by":
            return "Its page names this article in its own list."
        case "same_text":
            return "Carries nearly the same text."
        case "lexical":
            return f"Same words: {', '.join(reason.terms)}." if reason.terms else "Same words."
        case "semantic":
            return "Similar in meaning."
