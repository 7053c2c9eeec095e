"""Runs the batches in processes of this machine, or on the workers of a Dask cluster. Both call the same function.

A local worker is a thread with one reading process (`train.prepare.reader_process`), so that Python's lock does not
matter; a task on a cluster does the same in its worker. Results are small (`BatchReport`); the pieces stay in the
work folder, which all machines share.
"""

import threading
from collections.abc import Iterator, Sequence
from itertools import islice
from queue import SimpleQueue
from typing import Any

import msgspec

from jamd.errors import FileError
from train.prepare.batches import Batch, BatchReport, Settings, read_batch
from train.prepare.reader_process import Reader

AHEAD = 4  # batches queued for each worker: enough to keep it busy, few enough for the scheduler's memory

_here = threading.local()  # on a cluster: the reader of this thread, kept between tasks


def local(batches: Sequence[Batch], settings: Settings, workers: int) -> Iterator[BatchReport]:
    """Reports in the order in which batches are finished."""
    orders: SimpleQueue[Batch | None] = SimpleQueue()
    reports: SimpleQueue[BatchReport | BaseException] = SimpleQueue()
    for order in (*batches, *[None] * workers):
        orders.put(order)
    threads = [threading.Thread(target=_work, args=(orders, reports, settings)) for _ in range(workers)]
    for worker in threads:
        worker.start()
    try:
        for _ in batches:
            report = reports.get()
            if isinstance(report, BaseException):
                raise report
            yield report
    finally:
        _cancel(orders, workers)
        for worker in threads:
            worker.join()


def _work(
    orders: "SimpleQueue[Batch | None]", reports: "SimpleQueue[BatchReport | BaseException]", settings: Settings
) -> None:
    reader = Reader(settings.seconds)
    try:
        while (batch := orders.get()) is not None:
            reports.put(read_batch(batch, settings, reader))
    except BaseException as fault:  # such as a full disk: it ends the run, so the consumer must see it
        reports.put(fault)
    finally:
        reader.close()


def _cancel(orders: "SimpleQueue[Batch | None]", workers: int) -> None:
    while not orders.empty():
        orders.get()
    for _ in range(workers):
        orders.put(None)


def cluster(batches: Sequence[Batch], settings: Settings, address: str) -> Iterator[BatchReport]:
    """The same on a Dask cluster, `tcp://host:8786`."""
    try:
        from dask.distributed import Client, as_completed
    except ImportError as missing:
        raise FileError("a cluster needs Dask: install jamd with the extra [cluster]") from missing
    try:
        client: Any = Client(address, timeout=20)
    except OSError as fault:
        raise FileError(f"no Dask scheduler answers at {address}") from fault
    with client:
        _require_ready_workers(client, address)
        waiting = iter(batches)
        width = sum(client.nthreads().values()) * AHEAD
        running = as_completed([_submitted(client, batch, settings) for batch in islice(waiting, width)])
        for future in running:
            for batch in islice(waiting, 1):
                running.add(_submitted(client, batch, settings))
            yield msgspec.msgpack.decode(future.result(), type=BatchReport)


def _require_ready_workers(client: Any, address: str) -> None:
    """FileError if there are no workers, or if some of them lack this code."""

    def has_code(name: str) -> bool:  # nested, so that Dask sends it whole instead of by the name of this module
        from importlib.util import find_spec

        return find_spec(name) is not None

    try:
        client.wait_for_workers(1, timeout=20)
    except TimeoutError as fault:
        raise FileError(f"the Dask scheduler at {address} has no workers") from fault
    without = sorted(worker for worker, found in client.run(has_code, "train").items() if not found)
    if without:
        raise FileError(
            f"Dask workers without this code: {', '.join(without)}; start them with PYTHONPATH set to the checkout"
        )


def _submitted(client: Any, batch: Batch, settings: Settings) -> Any:
    """A future of the batch's report. Only bytes and a nested function are sent, so the scheduler needs no code."""

    def work(order: bytes) -> bytes:
        from train.prepare.workers import work_here

        return work_here(order)

    return client.submit(work, msgspec.msgpack.encode((batch, settings)), pure=False)


def work_here(order: bytes) -> bytes:
    """Reads one batch on a worker of a cluster; returns the encoded report."""
    batch, settings = msgspec.msgpack.decode(order, type=tuple[Batch, Settings])
    if getattr(_here, "reader", None) is None:
        _here.reader = Reader(settings.seconds)
    return msgspec.msgpack.encode(read_batch(batch, settings, _here.reader))
