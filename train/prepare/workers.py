"""Who works on the lots: processes of this machine, or the workers of a Dask cluster. The work is the same function.

A local worker is a thread that keeps one reading process (`train.prepare.reader_process`), so Python's lock is not in
the way; a task of a cluster does the same in its worker. Results are small (`LotReport`), pieces stay in the work
folder, which all machines share.
"""

import threading
from collections.abc import Iterator, Sequence
from itertools import islice
from queue import SimpleQueue
from typing import Any

import msgspec

from jamd.errors import FileError
from train.prepare.batches import Lot, LotReport, Settings, read_lot
from train.prepare.reader_process import Reader

AHEAD = 4  # lots that the scheduler holds for each worker: enough to keep it busy, few enough to hold

_here = threading.local()  # on a cluster: the reader of this worker's thread, kept from task to task


def local(lots: Sequence[Lot], settings: Settings, workers: int) -> Iterator[LotReport]:
    """Reports in the order in which lots are finished."""
    orders: SimpleQueue[Lot | None] = SimpleQueue()
    reports: SimpleQueue[LotReport | BaseException] = SimpleQueue()
    for order in (*lots, *[None] * workers):
        orders.put(order)
    crew = [threading.Thread(target=_work, args=(orders, reports, settings)) for _ in range(workers)]
    for worker in crew:
        worker.start()
    try:
        for _ in lots:
            report = reports.get()
            if isinstance(report, BaseException):
                raise report
            yield report
    finally:
        _call_off(orders, workers)
        for worker in crew:
            worker.join()


def _work(
    orders: "SimpleQueue[Lot | None]", reports: "SimpleQueue[LotReport | BaseException]", settings: Settings
) -> None:
    reader = Reader(settings.seconds)
    try:
        while (lot := orders.get()) is not None:
            reports.put(read_lot(lot, settings, reader))
    except BaseException as fault:  # a full disk, say: it ends the run, so it must reach the one who waits
        reports.put(fault)
    finally:
        reader.close()


def _call_off(orders: "SimpleQueue[Lot | None]", workers: int) -> None:
    while not orders.empty():
        orders.get()
    for _ in range(workers):
        orders.put(None)


def cluster(lots: Sequence[Lot], settings: Settings, address: str) -> Iterator[LotReport]:
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
        waiting = iter(lots)
        width = sum(client.nthreads().values()) * AHEAD
        running = as_completed([_submitted(client, lot, settings) for lot in islice(waiting, width)])
        for future in running:
            for lot in islice(waiting, 1):
                running.add(_submitted(client, lot, settings))
            yield msgspec.msgpack.decode(future.result(), type=LotReport)


def _require_ready_workers(client: Any, address: str) -> None:
    """FileError if nobody is there to work, or somebody lacks this code."""

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


def _submitted(client: Any, lot: Lot, settings: Settings) -> Any:
    """A future of the lot's report. Only bytes and a nested function travel: the scheduler need not have this code."""

    def work(order: bytes) -> bytes:
        from train.prepare.workers import work_here

        return work_here(order)

    return client.submit(work, msgspec.msgpack.encode((lot, settings)), pure=False)


def work_here(order: bytes) -> bytes:
    """One lot, on a worker of a cluster; the report comes back encoded."""
    lot, settings = msgspec.msgpack.decode(order, type=tuple[Lot, Settings])
    if getattr(_here, "reader", None) is None:
        _here.reader = Reader(settings.seconds)
    return msgspec.msgpack.encode(read_lot(lot, settings, _here.reader))
