"""What `utvag run` runs: the demonstration loaded first, the workers, the pages and the watch post, until it is asked to stop."""

import asyncio
import signal

from services.application import SERVICES, Application, look_on, named, open_application, portal, watch_post
from services.demonstration.fixtures.people import people
from services.demonstration.loading import begin
from services.runtime.database.log import HEAD
from services.runtime.process import clock
from services.runtime.process.workers import tune_collector
from services.runtime.settings import Settings
from services.runtime.web.serving import Served
from services.terminal import SAY


def stop_on_signals() -> asyncio.Event:
    """Give an event that Ctrl-C and a polite kill set."""
    stop = asyncio.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        asyncio.get_running_loop().add_signal_handler(number, stop.set)
    return stop


async def run_parts(settings: Settings, part: str, *, demonstration: bool) -> None:
    """Run everything, or one part, until Ctrl-C or a polite kill; ends early when a part ends."""
    tune_collector()
    stop = stop_on_signals()
    begin.forget_what_was_cut_short(settings, SAY)
    async with open_application(settings) as application:
        tasks = []
        if demonstration and settings.embedded_database and part == "all" and not await _has_facts(application):
            loading = asyncio.create_task(begin.with_bar(application, SERVICES, SAY))
            stopping = asyncio.create_task(stop.wait())
            await asyncio.wait({loading, stopping}, return_when=asyncio.FIRST_COMPLETED)
            stopping.cancel()
            if not loading.done():
                loading.cancel()
                await asyncio.wait({loading})
                SAY.print("Stopped while the demonstration was loading. The next start begins it again.")
                return
            await loading
        if part != "web":
            tasks.append(asyncio.create_task(application.workers(named(part), stop)))
        watched = watch_post(application)
        if watched is not None:
            tasks.append(asyncio.create_task(watched.serve(stop)))
        if part == "web":
            tasks.append(asyncio.create_task(look_on(application, stop)))
        if part in ("all", "web"):
            pages = portal(application)
            tasks.append(asyncio.create_task(pages.serve(stop)))
            await _announce(application, pages)
        if tasks:
            ended = asyncio.create_task(stop.wait())
            await asyncio.wait({*tasks, ended}, return_when=asyncio.FIRST_COMPLETED)
            stop.set()
            ended.cancel()
            await asyncio.gather(*tasks)


async def _has_facts(application: Application) -> bool:
    async with application.database.work("directory") as work:
        head = await work.one(HEAD.of("directory"))
        return head is not None and head.position > 0


async def _announce(application: Application, pages: Served) -> None:
    if await clock.is_demonstration(application.database):
        SAY.print("Demonstration: every person, provider and case is invented, and no mail leaves this machine.")
        SAY.print(f"Sign in at {pages.address}/sign-in as any of:")
        for person in people():
            SAY.print(f"  {person.role.value:20} {person.name}", markup=False)
        SAY.print(f"Data folder: {application.settings.data}", markup=False)
    SAY.print(f"Utväg: {pages.address}", markup=False)
