"""Documents as accidents and enemies make them: bytes cut out, put in, swapped, tags doubled, quotes gone, nested."""

import re

from hypothesis import strategies as st

_TAG = re.compile(rb"<[a-zA-Z/][^<>]{0,200}>")
_OPENED = [b"<div>", b"<p>", b"<a href='/x'>", b"<table><tr><td>", b"<ul><li>", b"<b>", b"<article>", b"<h1>", b"<svg>"]
_PUT = [b"<!--", b"-->", b"]]>", b"<script>", b"</script>", b"</body>", b"\0", b"\xff\xfe", b"&#0;", b"&", b"{", b"\\u"]
_LONGEST = 400


@st.composite
def mutated(draw: st.DrawFn, value: bytes) -> bytes:
    """The document after one to five accidents."""
    for _ in range(draw(st.integers(1, 5))):
        value = _accident(draw, value)
    return value


def _accident(draw: st.DrawFn, value: bytes) -> bytes:
    at = draw(st.integers(0, len(value)))
    end = min(len(value), at + draw(st.integers(0, _LONGEST)))
    before, span, behind = value[:at], value[at:end], value[end:]
    match draw(st.sampled_from(["cut", "end", "swap", "double", "unquote", "bytes", "part", "nest", "tag"])):
        case "cut":
            return before + behind
        case "end":
            return before
        case "swap":
            return before + behind[: len(span)] + span + behind[len(span) :]
        case "double":
            return before + span * draw(st.integers(2, 5)) + behind
        case "unquote":
            return before + span.replace(b'"', b"").replace(b"'", b"") + behind
        case "bytes":
            return before + draw(st.binary(min_size=1, max_size=20)) + behind
        case "part":
            return before + draw(st.sampled_from(_PUT)) + span + behind
        case "nest":
            return before + draw(st.sampled_from(_OPENED)) * draw(st.integers(1, 300)) + span + behind
    tag = _TAG.search(value, at)
    return value[: tag.end()] + tag[0] + value[tag.end() :] if tag else value
