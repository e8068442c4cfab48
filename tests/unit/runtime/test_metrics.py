from prometheus_client.metrics import MetricWrapperBase

from services.runtime import metrics


def test_every_metric_is_in_the_list_once_and_carries_our_name() -> None:
    declared = [value for value in vars(metrics).values() if isinstance(value, MetricWrapperBase)]
    assert [id(metric) for metric in declared] == [id(metric) for metric in metrics.METRICS]
    names = [family.name for metric in metrics.METRICS for family in metric.describe()]
    assert len(set(names)) == len(names)
    assert all(name.startswith("themewire_") for name in names)


def test_no_label_takes_unbounded_values() -> None:
    bounded = {"topic", "partition", "stage", "service", "kind", "status", "outcome"}
    assert {label for metric in metrics.METRICS for label in metric._labelnames} <= bounded
