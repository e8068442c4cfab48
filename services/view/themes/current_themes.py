"""The themes of what the store holds now: grouped anew when it changed and somebody asks, and not too often."""

import threading
from time import monotonic

from services.view.resume import Held
from services.view.store import Store
from services.view.themes.stored_articles import StoredArticles
from services.view.themes.theme import themes_of
from services.view.themes.themes import Themes

LEAST_PAUSE = 2.0
"""Seconds from one grouping to the next."""
SHARE = 0.1
"""Of a core that grouping takes at most, however many articles there are."""


class CurrentThemes:
    """Answers any thread, and blocks it while the first grouping runs: not for the event loop."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._articles = StoredArticles(store.file)
        self._grouping = threading.Lock()
        self._of: Held | None = None
        self._themes: Themes | None = None
        self._next = 0.0

    def now(self) -> Themes:
        """The themes as of a moment ago, the same object until they are grouped anew; raises `StoreError`."""
        # Whoever asks while another thread groups gets what there is, if there is anything.
        if self._grouping.acquire(blocking=self._themes is None):
            try:
                if self._themes is None or monotonic() >= self._next:
                    self._themes = self._grouped(self._themes)
            finally:
                self._grouping.release()
        return self._themes or Themes([])

    def _grouped(self, before: Themes | None) -> Themes:
        started = monotonic()
        held = self._store.held()
        unchanged = before is not None and held == self._of
        themes = before if before is not None and unchanged else Themes(themes_of(self._articles.newest()))
        took = monotonic() - started
        self._of, self._next = held, monotonic() + max(LEAST_PAUSE, took / SHARE)
        return themes
