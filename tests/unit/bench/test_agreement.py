"""Agreement of groups with labels: the figures of worked examples."""

from tests.bench.themes.agreement import Agreement


def agreement(*windows: str) -> str:
    """Items as two letters, their label and their group."""
    found = Agreement()
    for window in windows:
        found.add((item[0], item[1]) for item in window.split())
    return str(found)


def test_groups_that_are_the_labels_agree_wholly() -> None:
    whole = "precision 1.000 recall 1.000 F1 1.000"
    assert agreement("ax ax by") == f"pairs {whole}   B-cubed {whole}"


def test_one_group_of_all_has_recall_and_one_each_has_precision() -> None:
    # One of three pairs is right; each item's group holds its label in 2/3, 2/3 and 1/3.
    assert agreement("ax ax bx") == (
        "pairs precision 0.333 recall 1.000 F1 0.500   B-cubed precision 0.556 recall 1.000 F1 0.714"
    )
    assert agreement("ax ay bz") == (
        "pairs precision 0.000 recall 0.000 F1 0.000   B-cubed precision 1.000 recall 0.667 F1 0.800"
    )


def test_windows_are_summed_and_do_not_meet() -> None:
    assert agreement("ax ax", "ax bx") == (
        "pairs precision 0.500 recall 1.000 F1 0.667   B-cubed precision 0.750 recall 1.000 F1 0.857"
    )
