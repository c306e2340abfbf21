"""Runs the measuring of batches on a Dask cluster: the same code in other processes.

Dask is imported when it is used. A job travels as bytes, which Dask does not look into; a worker that dies costs the
jobs that it was at, which others do again. A worker whose code or lexicons differ from those here is refused.
"""

from __future__ import annotations

import logging
import os
import pickle
import threading
import time
import uuid
import warnings
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from framing.extract import _plan

if TYPE_CHECKING:
    from distributed import Client

ENGINES = ("processes", "dask")
CONNECT_SECONDS = 20
"""How long a scheduler, and its first worker, are waited for."""

# Python measures one article at a time, whatever the threads of a worker; at once they would only need more memory.
_ONE_AT_A_TIME = threading.Lock()


class ClusterError(OSError):
    """A cluster that cannot be reached, or cannot do the work: says what is wrong, and the cure."""


def check_engine(engine: str | None, scheduler: Any) -> bool:
    """Whether the work is for Dask.

    Raises
    ------
    ValueError
        For an unknown engine, and for a scheduler without Dask.

    Examples
    --------
    >>> check_engine("dask", "tcp://10.0.0.1:8786"), check_engine(None, None)
    (True, False)
    """
    if engine not in (None, *ENGINES):
        raise ValueError(f"There is no engine {engine!r}; there are {list(ENGINES)}.")
    if scheduler is not None and engine != "dask":
        raise ValueError("scheduler= is for Dask: pass engine='dask' with it.")
    return engine == "dask"


@contextmanager
def connected(scheduler: str | Client | None, n_jobs: int = 1) -> Iterator[Client]:
    """A client of the scheduler named, else the one in use here, else of a cluster of ``n_jobs`` processes for now.

    Raises
    ------
    ClusterError
        If the scheduler does not answer, or no worker comes.
    """
    from distributed import Client, LocalCluster

    if scheduler is None and (client := _current()) is None:
        workers = n_jobs if n_jobs > 0 else os.cpu_count() or 1
        local = {"n_workers": workers, "threads_per_worker": 1, "processes": True, "dashboard_address": ":0"}
        with LocalCluster(**local, silence_logs=logging.ERROR) as cluster, Client(cluster, set_as_default=False) as own:
            yield own
    elif isinstance(scheduler, str):
        with _client(scheduler) as client:
            yield _ready(client)
    elif scheduler is None or isinstance(scheduler, Client):
        yield _ready(client if scheduler is None else scheduler)
    else:
        raise ValueError(f"scheduler is an address such as 'tcp://10.0.0.1:8786' or a Client, not {scheduler!r:.80}.")


def run_on_cluster(
    client: Client, function: Callable[..., Any], jobs: Iterable[tuple[int, tuple]]
) -> Iterator[tuple[int, Any]]:
    """Call a function for every job on a cluster.

    Parameters
    ----------
    client : distributed.Client
    function : callable
        Of a module that the workers have.
    jobs : iterable of tuple
        The number of a batch, and the arguments for it. So many are on their way at once as keep the workers busy.

    Yields
    ------
    number : int
    result : object
        As they come, not in the order of the jobs.

    Raises
    ------
    ClusterError
        If the scheduler is lost, if a job killed several workers, or if a worker has other code or lexicons. What a job
        raises is raised as it is.
    """
    from distributed import CancelledError, as_completed
    from distributed.comm import CommClosedError
    from distributed.scheduler import KilledWorker

    waiting, told, run = iter(jobs), _fingerprints(), uuid.uuid4().hex[:8]
    numbers, running, room = {}, as_completed(loop=client.loop), _Room(client)
    try:
        while True:
            while len(numbers) < room() and (following := next(waiting, None)):
                number, arguments = following
                job = _packed((told, function, arguments))
                future = client.submit(_do, job, key=f"framing-{run}-{number}", pure=False)
                numbers[future] = number
                running.add(future)
            if not numbers:
                return
            future = next(running)
            number = numbers.pop(future)
            yield number, future.result()
    except KilledWorker as killed:
        raise ClusterError(
            f"Batch {number} killed {killed.allowed_failures + 1} workers, mostly for lack of memory: "
            "give each worker 2 GB, and one thread: dask worker --nthreads 1 --memory-limit 2GB."
        ) from None
    except ModuleNotFoundError as missing:
        if missing.name != "framing":
            raise
        raise ClusterError("The workers lack framing. Install it, in the same version, where they run.") from None
    except (CancelledError, CommClosedError):
        raise ClusterError(
            f"The scheduler {client.scheduler.address} was lost. Start it again, and then the run."
        ) from None
    finally:
        for future in numbers:
            future.cancel()


def in_order(numbered: Iterable[tuple[int, Any]]) -> Iterator[Any]:
    """Results by their place, each as soon as those before it are there.

    Examples
    --------
    >>> list(in_order([(1, "b"), (0, "a"), (2, "c")]))
    ['a', 'b', 'c']
    """
    waiting, following = {}, 0
    for place, result in numbered:
        waiting[place] = result
        while following in waiting:
            yield waiting.pop(following)
            following += 1


class _Room:
    """How many jobs may be on their way: four for each thread, as workers come and go."""

    def __init__(self, client: Client) -> None:
        self._client, self._asked, self._most = client, 0.0, 0

    def __call__(self) -> int:
        if time.monotonic() - self._asked > 2:
            threads = sum(self._client.nthreads().values())
            self._asked, self._most = time.monotonic(), max(8, 4 * threads)
        return self._most


def _current() -> Client | None:
    from distributed import Client

    try:
        return Client.current()
    except ValueError:
        return None


def _client(address: str) -> Client:
    from distributed import Client

    try:
        return Client(address, timeout=CONNECT_SECONDS, set_as_default=False)
    except (OSError, ValueError, TypeError) as error:
        reason = str(error).splitlines()[0] if str(error) else type(error).__name__
        raise ClusterError(
            f"No Dask scheduler answers at {address!r} ({reason}). Start one with: dask scheduler; it prints its "
            "address, such as tcp://10.0.0.1:8786."
        ) from None


def _ready(client: Client) -> Client:
    """The client, if its cluster has a worker."""
    try:
        client.wait_for_workers(1, timeout=CONNECT_SECONDS)
    except TimeoutError:
        address = client.scheduler.address
        raise ClusterError(
            f"{address} has no worker. Start some: dask worker {address} --nworkers 4 --nthreads 1"
        ) from None
    threads = max(client.nthreads().values())
    if threads > 1:
        warnings.warn(
            f"A worker has {threads} threads, of which framing uses one. Start a worker for each core: "
            f"dask worker {client.scheduler.address} --nworkers {threads} --nthreads 1",
            stacklevel=2,
        )
    return client


# In a worker ----------------------------------------------------------------------------------------------


def _packed(job: tuple) -> bytes:
    """A job as bytes: Dask looks for tasks and keys in lists and strings, and article text is no such thing."""
    from distributed.protocol.pickle import dumps

    return dumps(job)


def _do(job: bytes) -> Any:
    told, function, arguments = pickle.loads(job)
    with _ONE_AT_A_TIME:
        _refuse_other_code(told)
        return function(*arguments)


@lru_cache(maxsize=1)
def _fingerprints() -> Mapping[str, str]:
    """Of what is built in, as this process has loaded it; what has changed on disk since then has none."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return _plan(None).fingerprints()


def _refuse_other_code(told: Mapping[str, str]) -> None:
    own = _fingerprints()
    other = [name for name in told if name in own and own[name] != told[name]]
    if other:
        from distributed import get_worker

        raise ClusterError(
            f"The worker {get_worker().address} finds {other[0]!r} with other code, lexicons or versions of packages. "
            "Install the same framing, Python and packages on all machines, and start the workers again."
        )
