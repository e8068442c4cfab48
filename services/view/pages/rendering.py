"""Templates become answers. Whatever a template places is escaped."""

import hashlib
from pathlib import Path

from fastapi.responses import HTMLResponse
from jinja2 import Environment, FileSystemLoader, StrictUndefined, select_autoescape

HERE = Path(__file__).parents[1]
STATIC = HERE / "static"


class Rendering:
    """Renders templates by name."""

    def __init__(self) -> None:
        self._templates = Environment(
            loader=FileSystemLoader(HERE / "templates"),
            autoescape=select_autoescape(default=True, default_for_string=True),
            undefined=StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
        )
        # A file's address changes with its content, so browsers may keep it.
        self._templates.globals["files"] = {name: _address(name) for name in ("style.css", "live.js")}

    def page(
        self, template: str, *, status: int = 200, here: str = "", asked: str = "", **values: object
    ) -> HTMLResponse:
        """A whole page. `here`: which of the site's main pages it is, if one; `asked`: what the search field holds."""
        return HTMLResponse(self.text(template, status=status, here=here, asked=asked, **values), status_code=status)

    def error(self, status: int, title: str, advice: str) -> HTMLResponse:
        """A page that says what is wrong and what to do."""
        return self.page("error.html", status=status, title=title, advice=advice)

    def text(self, template: str, **values: object) -> str:
        """What a template makes of `values`."""
        return self._templates.get_template(template).render(**values)


def _address(name: str) -> str:
    digest = hashlib.sha256((STATIC / name).read_bytes()).hexdigest()
    return f"/static/{name}?{digest[:12]}"
