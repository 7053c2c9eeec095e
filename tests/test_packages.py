"""What `pip install .` takes along."""

import tomllib
from pathlib import Path

ROOT = Path(__file__).parents[1]
SETUPTOOLS = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["setuptools"]


def test_every_package_is_named_and_the_networks_go_with_them():
    found = {".".join(path.parent.relative_to(ROOT).parts) for path in (ROOT / "jamd").rglob("__init__.py")}
    assert set(SETUPTOOLS["packages"]) == found | {"jamd.models"}
    assert SETUPTOOLS["package-dir"] == {"jamd.models": "models"}
    assert {"*.onnx", "*.json"} <= set(SETUPTOOLS["package-data"]["jamd.models"])
