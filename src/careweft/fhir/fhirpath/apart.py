"""Expressions that somebody sent, evaluated in a thread of their own and ended in time: none keeps a process busy."""

import asyncio
import ctypes
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextvars import copy_context
from threading import Lock, Timer, get_ident
from typing import Final, ParamSpec, TypeVar

from careweft.fhir.outcome import TooCostly

SECONDS: Final = 5.0
_THREADS: Final = ThreadPoolExecutor(2, "expressions")  # of their own: nothing else waits for expressions
_P = ParamSpec("_P")
_T = TypeVar("_T")


class _OverError(BaseException):
    """Raised in the thread by another. No Exception: nothing on the way may take it for a fault of the input."""


async def apart(work: Callable[_P, _T], *args: _P.args, **kwargs: _P.kwargs) -> _T:
    """What the work gives. Raises TooCostly where it has not ended after `SECONDS`."""
    loop = asyncio.get_running_loop()
    return await loop.run_in_executor(_THREADS, copy_context().run, _in_time, lambda: work(*args, **kwargs))


def _in_time(work: Callable[[], _T]) -> _T:
    thread, lock, done = get_ident(), Lock(), False

    def end() -> None:
        with lock:
            if not done:
                ctypes.pythonapi.PyThreadState_SetAsyncExc(ctypes.c_ulong(thread), ctypes.py_object(_OverError))

    timer = Timer(SECONDS, end)
    timer.start()
    try:
        try:
            return work()
        finally:
            with lock:
                done = True
            timer.cancel()
    except _OverError:
        hint = "Ask for less, or of fewer resources at once"
        raise TooCostly("these expressions took too long and were stopped", hint=hint) from None
