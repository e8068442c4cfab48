"""Which methods a path takes, for the header Allow of a 405."""

from typing import Any

from starlette.requests import Request
from starlette.routing import compile_path


def documented_methods(request: Request) -> str | None:
    """Of the request's path (RFC 9110, section 10.2.1), as the OpenAPI document has them: Starlette names those of one
    route. None for a path that the document does not have."""
    paths: dict[str, dict[str, Any]] = request.app.openapi()["paths"]
    path = request.url.path
    found = paths.get(path) or next((paths[name] for name in paths if compile_path(name)[0].match(path)), None)
    return ", ".join(sorted(method.upper() for method in found)) if found else None
