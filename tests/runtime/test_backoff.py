"""Pauses grow up to the longest, begin again after success, and end when something comes."""

from __future__ import annotations

import asyncio

import pytest

from services.runtime.backoff import BackOff, retrying, wait_for_wake


def test_pauses_double_up_to_the_longest_and_begin_again() -> None:
    pause = BackOff(0.2, 1.0)
    assert [pause.next() for _ in range(5)] == [0.2, 0.4, 0.8, 1.0, 1.0]
    pause.reset()
    assert pause.next() == pytest.approx(0.2)


def test_what_failed_is_tried_again_after_a_fifth_of_a_second_and_at_last_every_five() -> None:
    pause = retrying()
    assert [pause.next() for _ in range(7)] == pytest.approx([0.2, 0.4, 0.8, 1.6, 3.2, 5.0, 5.0])


async def test_whoever_is_woken_goes_on_at_once_and_the_next_pause_is_longer() -> None:
    wake, pause = asyncio.Event(), BackOff(30.0, 100.0)
    asyncio.get_running_loop().call_later(0.01, wake.set)
    async with asyncio.timeout(5):
        await pause.wait_or(wake)
    assert pause.next() == pytest.approx(60.0)


async def test_a_pause_ends_by_itself_and_a_cancellation_goes_through() -> None:
    await wait_for_wake(asyncio.Event(), 0.01)
    task = asyncio.create_task(wait_for_wake(asyncio.Event(), 30.0))
    await asyncio.sleep(0)
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
