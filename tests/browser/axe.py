"""axe-core looks at a page as it stands in the browser: what would keep somebody from using it."""

from pathlib import Path

import axe_core_python

from tests.browser.chromium import Page

_AXE = (Path(axe_core_python.__file__).parent / "axe.min.js").read_text()
_RUN = """axe.run(document, {resultTypes: ["violations"]}).then(found => found.violations
  .filter(one => ["serious", "critical"].includes(one.impact))
  .flatMap(one => one.nodes.map(node => `${one.id}: ${node.failureSummary} ${node.html.slice(0, 120)}`)))"""


def serious_issues(page: Page) -> list[str]:
    """What axe-core finds serious or critical, with the element; the page's own policy does not keep it out."""
    page.ask(f"void function () {{ {_AXE} }}.call(window)")
    found: list[str] = page.ask(_RUN)
    return found
