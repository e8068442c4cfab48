"""The articles of indexer.signatures in memory, and what among them is related to a text."""

from schemas.record import Record
from schemas.related_headlines import RelatedHeadlines
from services.relatedness.article import Article
from services.relatedness.article_record import read_signature
from services.relatedness.pair_score import SCORER
from services.relatedness.postings import Postings
from services.relatedness.recompute import view_among
from services.relatedness.related_record import related_record


class NotASignature(ValueError):  # noqa: N818 - names what is there
    """The record is no ArticleSignature under its article's id."""


class _Made(Record):
    scorer: str


class KnownArticles:
    """One thread at a time: an article that comes changes what a search walks over."""

    def __init__(self) -> None:
        self._postings = Postings()
        self._of_other_scorers: dict[str, str] = {}

    def __len__(self) -> int:
        return len(self._postings)

    @property
    def other_scorer(self) -> str | None:
        """Another version of the pair score, that made some of the signatures: its scores compare with no others."""
        return next(iter(self._of_other_scorers.values()), None)

    def take(self, key: bytes | None, value: bytes | None) -> None:
        """Takes the newest record of an article in; raises `NotASignature`, and what was there before stays."""
        article_id = (key or b"").decode("ascii", "replace")
        if value is None:
            self._forget(article_id)
            return
        try:
            # Before anything else: what another version made may be read differently.
            if (scorer := _Made.model_validate_json(value).scorer) != SCORER:
                self._forget(article_id)
                self._of_other_scorers[article_id] = scorer
                return
            stored, article = read_signature(value)
        except (ValueError, LookupError, TypeError, AttributeError) as error:
            raise NotASignature(NotASignature.__doc__) from error
        if stored.id != article_id or (article and article.id != article_id):
            raise NotASignature(NotASignature.__doc__)
        self._forget(article_id)
        if article:
            self._postings.add(article)

    def related(self, article: Article) -> RelatedHeadlines:
        """The record that the article would have were it among these: the same pairs, scores, order and copies."""
        return related_record(article, *view_among(self._postings, article), article.card.effective_at)

    def _forget(self, article_id: str) -> None:
        self._postings.remove(article_id)
        self._of_other_scorers.pop(article_id, None)
