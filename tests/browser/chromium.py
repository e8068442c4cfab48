"""Headless Chromium, told what to do over a pipe (Chrome DevTools Protocol, --remote-debugging-pipe): a message is JSON
and ends with a zero byte."""

import base64
import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import count
from pathlib import Path
from typing import Any

OPTIONS = (
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--disable-dev-shm-usage",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--remote-debugging-pipe",
)
# The browser reads what it is told from descriptor 3 and answers on 4.
_LAUNCH = """import os, sys
hear, say = (os.dup(int(fd)) for fd in sys.argv[1:3])
high = [os.dup2(hear, 62), os.dup2(say, 63)]
os.dup2(62, 3), os.dup2(63, 4)
os.execv(sys.argv[3], sys.argv[3:])
"""


def installed() -> str | None:
    """The path of a Chromium on this machine, None when there is none."""
    return next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)


class Chromium:
    """One running browser. Calls wait for their answer; events that come between are kept."""

    def __init__(self, program: str, profile: Path) -> None:
        hear, to_browser = os.pipe()
        from_browser, say = os.pipe()
        self._process = subprocess.Popen(
            [sys.executable, "-c", _LAUNCH, str(hear), str(say), program, *OPTIONS, f"--user-data-dir={profile}"],
            pass_fds=(hear, say),
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        os.close(hear)
        os.close(say)
        self._to = os.fdopen(to_browser, "wb")
        self._from = os.fdopen(from_browser, "rb")
        self._numbers = count(1)
        self._rest = b""
        self.events: list[dict[str, Any]] = []

    def call(self, method: str, session: str | None = None, **parameters: Any) -> dict[str, Any]:
        """Calls a method of the protocol; gives its result, fails with its error."""
        number = next(self._numbers)
        message = {"id": number, "method": method, "params": parameters} | ({"sessionId": session} if session else {})
        self._to.write(json.dumps(message).encode() + b"\0")
        self._to.flush()
        while (answer := self._receive()).get("id") != number:
            self.events.append(answer)
        assert "error" not in answer, f"{method}: {answer['error']}"
        result: dict[str, Any] = answer["result"]
        return result

    def wait_for(self, event: str, session: str) -> None:
        """Returns when an event came, now or since the last wait."""
        while not any(e.get("method") == event and e.get("sessionId") == session for e in self.events):
            self.events.append(self._receive())

    def close(self) -> None:
        """Ends the browser."""
        self.call("Browser.close")
        self._process.wait(timeout=20)
        self._to.close()
        self._from.close()

    def _receive(self) -> dict[str, Any]:
        while b"\0" not in self._rest:
            chunk = os.read(self._from.fileno(), 1 << 16)
            assert chunk, "Chromium ended"
            self._rest += chunk
        message, self._rest = self._rest.split(b"\0", 1)
        decoded: dict[str, Any] = json.loads(message)
        return decoded


class Page:
    """One page in a window of its own size."""

    def __init__(self, browser: Chromium, session: str) -> None:
        self._browser = browser
        self._session = session

    def open(self, url: str) -> None:
        """Loads a page with all that it needs."""
        self._browser.events.clear()
        self._call("Page.navigate", url=url)
        self._browser.wait_for("Page.loadEventFired", self._session)

    def ask(self, expression: str) -> Any:
        """The value of a JavaScript expression in the page."""
        answer = self._call("Runtime.evaluate", expression=expression, returnByValue=True, awaitPromise=True)
        assert "exceptionDetails" not in answer, answer["exceptionDetails"]
        return answer["result"].get("value")

    def press(self, key: str) -> None:
        """Presses a key, e.g. Tab or Enter."""
        text = {"text": "\r"} if key == "Enter" else {}
        codes = {"Tab": 9, "Enter": 13}
        for kind in ("keyDown", "keyUp"):
            self._call("Input.dispatchKeyEvent", type=kind, key=key, code=key, windowsVirtualKeyCode=codes[key], **text)

    def type(self, text: str) -> None:
        """Puts text into the field that has the focus, as from a keyboard."""
        self._call("Input.insertText", text=text)

    @property
    def dialog(self) -> bool:
        """Whether a script opened a dialog since the page was opened."""
        return any(e.get("method") == "Page.javascriptDialogOpening" for e in self._browser.events)

    @property
    def complaints(self) -> list[str]:
        """What the browser logged since the page was opened: blocked content, missing files."""
        return [
            e["params"]["entry"]["text"]
            for e in self._browser.events
            if e.get("method") == "Log.entryAdded" and e.get("sessionId") == self._session
        ]

    @property
    def overflow(self) -> int:
        """CSS pixels by which the page is wider than its window: what sticks out sideways."""
        wider: int = self.ask("document.documentElement.scrollWidth - document.documentElement.clientWidth")
        return wider

    def picture(self, name: str) -> Path | None:
        """A screenshot of the whole page below TEST_SCREENSHOTS; nothing when that is not set."""
        if not (directory := os.environ.get("TEST_SCREENSHOTS")):
            return None
        answer = self._call("Page.captureScreenshot", captureBeyondViewport=True)
        path = Path(directory) / f"{name}.png"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(base64.b64decode(answer["data"]))
        return path

    def _call(self, method: str, **parameters: Any) -> dict[str, Any]:
        return self._browser.call(method, self._session, **parameters)


@contextmanager
def window(browser: Chromium, *, width: int, dark: bool = False, height: int = 900) -> Iterator[Page]:
    """A page `width` CSS pixels wide, of a reader who prefers light or dark."""
    target = browser.call("Target.createTarget", url="about:blank")["targetId"]
    session = browser.call("Target.attachToTarget", targetId=target, flatten=True)["sessionId"]
    scheme = {"name": "prefers-color-scheme", "value": "dark" if dark else "light"}
    for domain in ("Page", "Runtime", "Log"):
        browser.call(f"{domain}.enable", session)
    browser.call(
        "Emulation.setDeviceMetricsOverride",
        session,
        width=width,
        height=height,
        deviceScaleFactor=1,
        mobile=width < 600,
    )
    browser.call("Emulation.setEmulatedMedia", session, features=[scheme])
    try:
        yield Page(browser, session)
    finally:
        browser.call("Target.closeTarget", targetId=target)
