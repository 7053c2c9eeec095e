"""What the processes of one run share."""

import shutil
import subprocess
import sys
from pathlib import Path

from jamd.ipc.memory import create_memory, open_memory
from jamd.ipc.pulse import Pulse


def test_a_child_shares_the_memory_even_when_the_runtime_folder_is_gone(tmp_path: Path) -> None:
    folder = tmp_path / "runtime"
    folder.mkdir()
    memory = create_memory(folder)
    shutil.rmtree(folder)
    program = "import sys; from pathlib import Path; from jamd.ipc.memory import open_memory\n"
    program += "open_memory(Path(sys.argv[1]))[5000] = 7"
    subprocess.run([sys.executable, "-c", program, str(memory.path)], pass_fds=memory.descriptors, check=True)
    assert open_memory(memory.path)[5000] == 7


def test_a_pulse_goes_on_where_the_last_process_stopped(tmp_path: Path) -> None:
    path = tmp_path / "memory"
    for _ in range(3):
        Pulse().attach(path, "band").beat()
    assert Pulse().attach(path, "band").beats == 3
    assert Pulse().attach(path, "wire").beats == 0


def test_without_memory_there_is_no_pulse() -> None:
    pulse = Pulse()
    pulse.beat()
    assert pulse.beats == 0
