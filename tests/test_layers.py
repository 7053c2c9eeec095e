"""Imports run downward, heavy libraries have one home, and the daemon never loads what only training needs."""

import ast
import subprocess
import sys
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]

# What each package of jamd/ may import besides itself; single modules are named as they are.
MAY_IMPORT = {
    "errors": set(),
    "commands": {"errors"},
    "files": {"errors", "music"},
    "music": {"commands", "errors"},
    "clock": {"commands", "music", "errors"},
    "players": {"commands", "music", "errors"},
    "ipc": {"commands", "clock", "music", "errors"},
    "wire": {"commands", "ipc", "clock", "music", "errors"},
    "band": {"commands", "ipc", "players", "music", "errors"},
    "link": {"ipc", "music", "errors"},
    "board": {"players", "music", "errors"},
    "library": {"commands", "music", "files", "errors"},
    "stage": {"commands", "ipc", "library", "music", "files", "errors"},
    "config": {"commands", "ipc", "library", "clock", "music", "files", "errors"},
    "patchbay": {"wire", "ipc", "music", "errors"},
    "supervisor": {"config", "wire", "ipc", "music", "errors"},
    "render": {"config", "band", "ipc", "music", "files", "errors"},
    "bench": {"commands", "supervisor", "config", "patchbay", "wire", "band", "ipc", "clock", "music", "errors"},
    "cli": {
        "commands",
        "bench",
        "render",
        "supervisor",
        "config",
        "library",
        "wire",
        "players",
        "clock",
        "ipc",
        "music",
        "files",
        "errors",
    },
}
# The same inside jamd/music.
MUSIC_MAY_IMPORT = {
    "time": set(),
    "drum_kit": set(),
    "settings": {"time"},
    "event": set(),
    "control_events": {"event", "time"},
    "state": {"event", "time"},
    "events": {"control_events", "event", "settings", "state", "time"},
    "channel_messages": set(),
    "moved_control": {"channel_messages", "time"},
    "harmony": set(),
    "charts": {"harmony", "time"},
    "styles": {"charts", "time"},
    "drum_time": {"drum_kit", "time"},
    "listening": {"charts", "harmony", "channel_messages", "events", "time"},
    "sequencing": {"styles", "drum_kit", "drum_time", "channel_messages", "events", "time"},
    "planning": {"listening", "styles", "charts", "harmony", "drum_kit", "drum_time", "events", "settings", "time"},
    "drawing": {"planning", "charts", "time"},
    "transcription": {"charts", "harmony", "time"},
}
# The same for the folders of training: top-level commands, rooms and their rooms.
TRAINING_MAY_IMPORT = {
    "train.corpora": set(),
    "train.grids": {"train.corpora"},
    "train.prepare": {"train.corpora"},
    "train.lakh": {"train.prepare", "train.corpora"},
    "train.ear": {"train.prepare", "train.corpora"},
    "train.bass": {"train.prepare", "train.corpora"},
    "train.learning": {"train.prepare", "train.corpora"},
    "train.networks.drummer": {"train.learning", "train.grids", "train.prepare", "train.corpora"},
    "train.networks.comping": {"train.learning", "train.prepare", "train.corpora"},
    "train.networks.lines": {"train.learning", "train.grids", "train.prepare", "train.corpora"},
    "train.networks": {
        "train.networks.drummer", "train.networks.comping", "train.networks.lines", "train.learning", "train.prepare",
        "train.grids", "train.corpora",
    },
    "train.judge.evaluation_sets": {"train.judge.bass", "train.prepare", "train.corpora"},
    "train.judge.drumming": {"train.corpora"},
    "train.judge.piano": {"train.judge.drumming"},
    "train.judge.bass": {"train.judge.piano", "train.judge.drumming", "train.corpora"},
    "train.judge.measures": {
        "train.judge.drumming", "train.judge.piano", "train.judge.bass", "train.judge.evaluation_sets", "train.grids",
        "train.corpora",
    },
    "train.judge.baselines": {"train.judge.measures", "train.grids", "train.corpora"},
    "train.judge": {
        "train.judge.baselines", "train.judge.measures", "train.judge.drumming", "train.judge.evaluation_sets",
        "train.networks.drummer", "train.networks.lines", "train.grids", "train.corpora",
    },
    "train.listening": {
        "train.judge.measures", "train.judge.evaluation_sets", "train.grids", "train.corpora",
    },
    "train": {"train.judge", "train.judge.evaluation_sets", "train.networks", "train.learning"},
    "export": {"train", "train.networks", "train.learning"},
}  # fmt: skip
HOMES = {
    "rtmidi": {"jamd/wire/driver.py"},
    "supriya_midi": {"jamd/wire/supriya_driver.py"},
    "jack": {"jamd/patchbay/jack_cables.py"},
    "aalink": {"jamd/link/membership.py"},
    "onnxruntime": {"jamd/players/onnx_model.py"},
    "mido": {"jamd/files/midi_file.py"},
    "ruamel": {"jamd/config/yaml_file.py"},
    "starlette": {"jamd/stage/answers.py", "jamd/stage/api.py", "jamd/stage/take_requests.py"},
    "uvicorn": {"jamd/stage/server.py"},
    "pythonosc": {"jamd/stage/osc/packets.py"},
    "websockets": set(),  # uvicorn's
    "segno": {"jamd/stage/qr_code.py"},
}


def modules(folder: str) -> list[Path]:
    return sorted((ROOT / folder).rglob("*.py"))


def imports(path: Path) -> set[str]:
    found = set()
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            found |= {f"{node.module}.{alias.name}" for alias in node.names}
    return found


@cache
def module_files(*roots: str) -> dict[str, Path]:
    """Every file of some packages by its dotted name; a package's name is that of its __init__.py."""
    files = {path: path.relative_to(ROOT).with_suffix("") for root in roots for path in modules(root)}
    return {".".join(name.parts).removesuffix(".__init__"): path for path, name in files.items()}


def imported_files(path: Path) -> set[str]:
    """Names of files that a file imports, and of packages whose names it takes: `from a.b import c` is a.b.c or a.b."""
    known = module_files("jamd", "train", "export")
    return {name if name in known else name.rpartition(".")[0] for name in imports(path)}


def folder_of(module: str) -> str:
    return module if module == "export" else module.rpartition(".")[0]


@pytest.mark.parametrize("package", MAY_IMPORT)
def test_packages_import_downward_only(package: str) -> None:
    for path in modules(f"jamd/{package}") or [ROOT / f"jamd/{package}.py"]:
        for name in imports(path):
            if name.startswith("jamd."):
                assert name.split(".")[1] in MAY_IMPORT[package] | {package}, f"{path} imports {name}"


@pytest.mark.parametrize("room", MUSIC_MAY_IMPORT)
def test_rooms_of_music_import_downward_only(room: str) -> None:
    for path in modules(f"jamd/music/{room}") or [ROOT / f"jamd/music/{room}.py"]:
        for name in imports(path):
            if name.startswith("jamd.music."):
                assert name.split(".")[2] in MUSIC_MAY_IMPORT[room] | {room}, f"{path} imports {name}"


def test_every_room_of_music_has_its_place() -> None:
    found = {path.stem for path in (ROOT / "jamd/music").iterdir() if path.suffix == ".py" or path.is_dir()}
    assert found - {"__init__", "__pycache__"} == set(MUSIC_MAY_IMPORT)


@pytest.mark.parametrize("folder", TRAINING_MAY_IMPORT)
def test_folders_of_training_import_downward_only(folder: str) -> None:
    for path in (ROOT / folder.replace(".", "/")).glob("*.py"):
        for name in imported_files(path) & module_files("train", "export").keys():
            assert folder_of(name) in TRAINING_MAY_IMPORT[folder] | {folder}, f"{path} imports {name}"


def test_every_folder_of_training_has_its_place() -> None:
    found = {folder_of(name) for name, path in module_files("train", "export").items() if path.name != "__init__.py"}
    assert found == set(TRAINING_MAY_IMPORT)


def test_files_import_in_no_circle() -> None:
    """Take away what imports no file that is left, until nothing is left."""
    files = module_files("jamd", "train", "export")
    left = {name: imported_files(path) & files.keys() - {name} for name, path in files.items()}
    while free := [name for name, below in left.items() if not below & left.keys()]:
        for name in free:
            del left[name]
    assert not left, f"a circle among {sorted(left)}, or below them"


@pytest.mark.parametrize(
    "table", [MAY_IMPORT, MUSIC_MAY_IMPORT, TRAINING_MAY_IMPORT], ids=["jamd", "music", "training"]
)
def test_the_tables_hold_no_circle(table: dict[str, set[str]]) -> None:
    """Take away what imports nothing that is left, until nothing is left."""
    left = dict(table)
    while left:
        free = {name for name, below in left.items() if not below & set(left)}
        assert free, f"a circle among {sorted(left)}"
        left = {name: below for name, below in left.items() if name not in free}


def test_every_package_and_module_has_its_place() -> None:
    found = {path.stem for path in (ROOT / "jamd").iterdir() if path.suffix == ".py" or (path / "__init__.py").exists()}
    assert found - {"__init__", "__main__"} == set(MAY_IMPORT)


@pytest.mark.parametrize("library", HOMES)
def test_a_heavy_library_has_one_home(library: str) -> None:
    users = {str(p.relative_to(ROOT)) for p in modules("jamd") if any(n.split(".")[0] == library for n in imports(p))}
    assert users == HOMES[library]


def test_nothing_that_plays_imports_training() -> None:
    for path in modules("jamd"):
        roots = {name.split(".")[0] for name in imports(path)}
        assert not roots & {"train", "export", "tensorflow", "keras", "tf2onnx"}, path


def modules_loaded_by(code: str) -> set[str]:
    """Modules that a fresh interpreter holds after running code, by their full names."""
    report = f"{code}; import sys; print(*sys.modules)"
    return set(
        subprocess.run([sys.executable, "-c", report], capture_output=True, text=True, check=True).stdout.split()
    )


def loaded_by(code: str) -> set[str]:
    """Top-level modules that a fresh interpreter holds after running code."""
    return {name.split(".")[0] for name in modules_loaded_by(code)}


WEB = {"starlette", "uvicorn", "websockets", "h11", "anyio", "asyncio"}


def test_wire_loads_no_numpy_no_yaml_no_network_no_web() -> None:
    heavy = {"numpy", "onnxruntime", "yaml", "ruamel", "pydantic", "typer", "rich", "mido"}
    loaded = loaded_by("import jamd.wire.__main__; from jamd.wire.driver import load_library; load_library()")
    assert not loaded & (heavy | WEB)


def test_band_and_board_load_no_web() -> None:
    assert not loaded_by("import jamd.band.__main__, jamd.board.__main__") & WEB


def test_the_stage_loads_no_numpy_and_no_network() -> None:
    heavy = {"numpy", "onnxruntime", "rtmidi", "supriya_midi", "ruamel", "pydantic"}
    assert not loaded_by("import jamd.stage.__main__") & heavy


@pytest.mark.parametrize("process", ["band", "stage", "link", "patchbay"])
def test_only_wire_loads_the_clocks(process: str) -> None:
    loaded = modules_loaded_by(f"import jamd.{process}.__main__")
    assert {name for name in loaded if name.startswith("jamd.clock.")} <= {"jamd.clock.settings"}


def test_the_daemon_loads_no_tensorflow() -> None:
    everything = (
        "import jamd.supervisor.supervisor, jamd.wire.__main__, jamd.band.__main__, jamd.stage.__main__"
        ", jamd.players.registry"
    )
    assert not loaded_by(everything) & {"tensorflow", "keras", "tf2onnx", "torch"}


def test_the_supervisor_stays_light() -> None:
    assert not loaded_by("import jamd.supervisor.supervisor") & {"numpy", "onnxruntime", "mido"}
