"""How far groups agree with labels: F1 of pairs, and B-cubed (Bagga and Baldwin, 1998)."""

from collections import Counter
from collections.abc import Hashable, Iterable
from dataclasses import dataclass, field


@dataclass
class Agreement:
    """Sums over windows; each window is added with (label, group) of its labelled items."""

    items: int = 0
    pairs: Counter[str] = field(default_factory=Counter)
    precision: float = 0
    recall: float = 0
    """Sums of B-cubed's over the items."""

    def add(self, items: Iterable[tuple[Hashable, Hashable]]) -> None:
        both = Counter(items)
        labels, groups = Counter[Hashable](), Counter[Hashable]()
        for (label, group), count in both.items():
            labels[label] += count
            groups[group] += count
        for kind, counts in (("both", both), ("labels", labels), ("groups", groups)):
            self.pairs[kind] += sum(count * (count - 1) // 2 for count in counts.values())
        for (label, group), count in both.items():
            self.precision += count * count / groups[group]
            self.recall += count * count / labels[label]
        self.items += sum(both.values())

    def __str__(self) -> str:
        pairs = (self.pairs["both"] / (self.pairs["groups"] or 1), self.pairs["both"] / (self.pairs["labels"] or 1))
        b_cubed = (self.precision / self.items, self.recall / self.items)
        return f"pairs {_figures(*pairs)}   B-cubed {_figures(*b_cubed)}"


def _figures(precision: float, recall: float) -> str:
    f1 = 2 * precision * recall / ((precision + recall) or 1)
    return f"precision {precision:.3f} recall {recall:.3f} F1 {f1:.3f}"
