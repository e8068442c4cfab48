"""Says at the end how long each run of the system took, also when several processes share the tests."""

import pytest

RUN = "run"


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    reports = [*terminalreporter.getreports("passed"), *terminalreporter.getreports("failed")]
    for report in reports:
        for name, told in report.user_properties:
            if name == RUN:
                terminalreporter.write_line(f"{report.nodeid.rpartition('::')[2]}: {told}")
