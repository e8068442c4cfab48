"""Keeps processes running until it is told to stop: waits until they are ready, starts dead ones again, stops all
in order."""

import asyncio
import contextlib
from collections.abc import Callable, Sequence

import httpx

from services.cli.supervised_process import Show, SupervisedProcess, start_process
from services.cli.supervision_rules import Restarts, gives_up, how_ended, in_stop_order
from services.cli.system_processes import ProcessPlan

STOP_PATIENCE = 10.0
"""Seconds each process has to finish what is in work."""
_ASK_EVERY = 0.1
"""Seconds between two looks at a process that was not ready yet."""
_ASK_AGAIN = 1.0


class SupervisionError(Exception):
    """The system cannot run; the message names the process and what to do."""


class Supervisor:
    """Processes under supervision. `changed` is called after every start and when one becomes ready or no longer is."""

    def __init__(
        self,
        plans: Sequence[ProcessPlan],
        *,
        show: Show,
        changed: Callable[["Supervisor"], None] = lambda _: None,
        keep_open: Sequence[int] = (),
    ) -> None:
        self._plans = plans
        self._show = show
        self._changed = changed
        self._keep_open = keep_open
        self._stopping = asyncio.Event()
        self._failed: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._keepers: list[asyncio.Task[None]] = []
        self.running: dict[str, SupervisedProcess] = {}

    @property
    def ready(self) -> bool:
        """Whether every process runs and has answered /readyz with 200."""
        return len(self.running) == len(self._plans) and all(process.ready for process in self.running.values())

    def start(self) -> None:
        """Starts all processes and their supervision."""
        self._keepers = [asyncio.create_task(self._keep(plan), name=f"keep {plan.name}") for plan in self._plans]

    async def wait_until_ready(self, timeout: float) -> None:  # noqa: ASYNC109 - the message names what is waited for
        """Returns when all are ready; raises `SupervisionError` naming those that are not after `timeout` seconds."""
        try:
            async with asyncio.timeout(timeout):
                while not self.ready:
                    self.raise_failure()
                    await asyncio.sleep(_ASK_EVERY)
        except TimeoutError:
            waiting = [plan.name for plan in self._plans if not self._is_ready(plan.name)]
            raise SupervisionError(
                f"not ready after {timeout:g} s: {', '.join(waiting)}; the lines above say what each waits for"
            ) from None

    async def failure(self) -> None:
        """Waits without end; raises the `SupervisionError` of a process that cannot run."""
        await asyncio.shield(self._failed)

    def raise_failure(self) -> None:
        """Raises the `SupervisionError` of a process that cannot run, if there is one."""
        if self._failed.done():
            self._failed.result()

    async def stop(self) -> None:
        """Stops all in order, each within `STOP_PATIENCE`; nothing is started again."""
        self._stopping.set()
        for names in in_stop_order(self.running):
            await asyncio.gather(*(self.running[name].stop(STOP_PATIENCE) for name in names))
        await asyncio.gather(*self._keepers)
        if self._failed.done():
            self._failed.exception()  # whoever stops us was told already, or no longer cares

    def kill(self) -> None:
        """Ends all at once, for who does not want to wait for `stop`."""
        self._stopping.set()
        for process in self.running.values():
            process.kill()

    def _is_ready(self, name: str) -> bool:
        return name in self.running and self.running[name].ready

    async def _keep(self, plan: ProcessPlan) -> None:
        restarts = Restarts()
        while not self._stopping.is_set():
            process = await start_process(plan, self._show, self._keep_open)
            self.running[plan.name] = process
            self._changed(self)
            if self._stopping.is_set():  # told while it was being started
                await process.stop(0)
            asking = asyncio.create_task(self._ask(process), name=f"ask {plan.name}")
            code = await process.ended()
            asking.cancel()
            if self._stopping.is_set():
                return
            process.ready = False
            restarts = restarts.after_end(process.ran_for, code)
            if gives_up(code, restarts, process.was_ready):
                self._fail(f"{plan.name} cannot run with these settings; its last line above names them")
                return
            self._show(f"{plan.name:<9} ended ({how_ended(code)}); starting it again in {restarts.delay:g} s")
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(self._stopping.wait(), restarts.delay)

    async def _ask(self, process: SupervisedProcess) -> None:
        """Asks /readyz again and again: long after it was ready a process may halt."""
        # No proxy of the environment stands between this machine's own ports.
        async with httpx.AsyncClient(timeout=2, trust_env=False) as client:
            while True:
                with contextlib.suppress(httpx.HTTPError):
                    ready = (await client.get(process.readyz)).status_code == httpx.codes.OK
                    if ready != process.ready:
                        process.ready = ready
                        process.was_ready = process.was_ready or ready
                        self._changed(self)
                await asyncio.sleep(_ASK_AGAIN if process.was_ready else _ASK_EVERY)

    def _fail(self, reason: str) -> None:
        if not self._failed.done():
            self._failed.set_exception(SupervisionError(reason))
