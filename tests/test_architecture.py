"""The house rules, each held by a check that a planted fault is shown to trip."""

from __future__ import annotations

import ast
import importlib.util
import re
import subprocess
import sys
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
CODE = ("app", "core", "widgets")
LONGEST_FILE = 400
LONGEST_NETWORK = 600  # core/models: one network is one file
LONGEST_FUNCTION = 80
EMPTY_NAMES = {"utils", "util", "helpers", "helper", "manager", "managers", "common", "misc"}

#: What turns joints. The window shows what core computed; it computes none of it.
ROTATION_MODULES = re.compile(
    r"(core\.motion\.(rotations|kinematics|resample)|core\.solve|scipy\.spatial|"
    r"(\w+\.)*(quaternions?|transforms3d|pyquaternion))(\..+)?"
)
ROTATION_NAMES = {
    "Rotation", "Slerp", "RotationSpline", "QQuaternion", "Quaternion", "forward_kinematics",
    "slerp", "quat_mul", "from_rotation_vector", "to_rotation_vector", "from_euler", "to_euler",
    "from_matrix", "to_matrix", "between_vectors",
}  # fmt: skip
TRIGONOMETRY = {
    "sin", "cos", "tan", "asin", "acos", "atan", "atan2", "arcsin", "arccos", "arctan", "arctan2",
}  # fmt: skip
ROTATION_DATA = {"local_rotations", "euler_degrees", "turn_degrees"}

HEX_COLOUR = re.compile(r"#(?:[0-9a-fA-F]{8}|[0-9a-fA-F]{6}|[0-9a-fA-F]{3,4})(?![0-9a-zA-Z_-])")


def files_of(*folders: str, ending: str = ".py") -> Iterator[Path]:
    for folder in folders:
        yield from sorted((ROOT / folder).rglob(f"*{ending}"))


def faults_in(paths: Iterator[Path], check: Callable[[str], list[str]]) -> list[str]:
    return [
        f"{path.relative_to(ROOT)}: {fault}"
        for path in paths
        for fault in check(path.read_text(encoding="utf-8"))
    ]


# ---- the window computes no rotation -------------------------------------------------------


def rotation_faults(source: str) -> list[str]:
    """Where a module imports, names or does what turns joints."""
    tree = ast.parse(source)
    faults = []
    for node in ast.walk(tree):
        for name in _imported(node):
            if ROTATION_MODULES.fullmatch(name) or name.split(".")[-1] in ROTATION_NAMES:
                faults.append(f"line {node.lineno}: imports {name}")  # type: ignore[attr-defined]
        if isinstance(node, ast.Call) and _last_name(node.func) in ROTATION_NAMES:
            faults.append(f"line {node.lineno}: calls {_last_name(node.func)}")
        faults += _computes_with_rotations(node)
    if _names_in(tree) & ROTATION_DATA:
        faults += [
            f"line {node.lineno}: trigonometry where rotations are at hand"
            for node in ast.walk(tree)
            if isinstance(node, ast.Call) and _last_name(node.func) in TRIGONOMETRY
        ]
    return faults


def _imported(node: ast.AST) -> list[str]:
    """Full names of what a node imports, also by importlib."""
    if isinstance(node, ast.Import):
        return [alias.name for alias in node.names]
    if isinstance(node, ast.ImportFrom) and node.module:
        inside = [f"{node.module}.{alias.name}" for alias in node.names]
        return [node.module, *inside]
    if isinstance(node, ast.Call) and _last_name(node.func) in ("import_module", "__import__"):
        return [arg.value for arg in node.args if isinstance(arg, ast.Constant)]
    return []


def _computes_with_rotations(node: ast.AST) -> list[str]:
    """Arithmetic or a numpy call with quaternions in it."""
    if isinstance(node, ast.BinOp | ast.UnaryOp):
        operands = [node.operand] if isinstance(node, ast.UnaryOp) else [node.left, node.right]
        if any(_last_name(operand) == "local_rotations" for operand in operands):
            return [f"line {node.lineno}: computes with local_rotations"]
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
        is_numpy = isinstance(node.func.value, ast.Name) and node.func.value.id in ("np", "numpy")
        if is_numpy and any(_last_name(arg) == "local_rotations" for arg in node.args):
            return [f"line {node.lineno}: computes with local_rotations"]
    return []


def _last_name(node: ast.AST) -> str:
    """The name that an expression ends in: c for a.b.c, and for a.b.c[0]."""
    if isinstance(node, ast.Subscript):
        return _last_name(node.value)
    if isinstance(node, ast.Attribute):
        return node.attr
    return node.id if isinstance(node, ast.Name) else ""


def _names_in(tree: ast.AST) -> set[str]:
    attributes = {node.attr for node in ast.walk(tree) if isinstance(node, ast.Attribute)}
    return attributes | {node.id for node in ast.walk(tree) if isinstance(node, ast.Name)}


def test_neither_app_nor_widgets_compute_a_rotation() -> None:
    window_code = (path for path in files_of("app", "widgets") if "command_line" not in path.parts)
    assert faults_in(window_code, rotation_faults) == []


@pytest.mark.parametrize(
    "planted",
    [
        "from core.motion import rotations",
        "from core.motion.rotations import multiply",
        "import core.motion.rotations as turns",
        "from core.motion.kinematics import forward_kinematics",
        "from scipy.spatial.transform import Rotation",
        "import scipy.spatial.transform",
        "from vispy.util.quaternion import Quaternion",
        "from PySide6.QtGui import QQuaternion",
        "import importlib\nimportlib.import_module('core.motion.rotations')",
        "import numpy as np\ndef turn(motion):\n    return np.cos(motion.local_rotations[0, 0])",
        "import math\ndef f(view):\n    a = view.turn_degrees[0]\n    return math.sin(a)",
        "def f(a, motion):\n    return a * motion.local_rotations[3]",
        "def f(motion):\n    return -motion.local_rotations",
        "import numpy as np\ndef f(motion):\n    return np.cross(motion.local_rotations, 1)",
        "def f(a):\n    return a.from_euler('XYZ')",
    ],
)
def test_a_planted_rotation_is_found(planted: str) -> None:
    assert rotation_faults(planted) != []


@pytest.mark.parametrize(
    "innocent",
    [
        "import math\ndef eye(camera):\n    return math.cos(camera.yaw)",
        "def size(motion):\n    return motion.local_rotations.nbytes",
        "from core.take.refine import refine",
        "def drawn(view):\n    return view.euler_degrees[:, 3]",
    ],
)
def test_what_only_shows_or_steers_the_eye_is_let_be(innocent: str) -> None:
    assert rotation_faults(innocent) == []


# ---- size and names ------------------------------------------------------------------------


def size_faults(source: str, longest: int = LONGEST_FILE) -> list[str]:
    lines = source.count("\n")
    faults = [f"{lines} lines, {longest} are the limit"] if lines > longest else []
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            length = (node.end_lineno or node.lineno) - node.lineno + 1
            if length > LONGEST_FUNCTION:
                faults.append(f"{node.name} has {length} lines, {LONGEST_FUNCTION} are the limit")
    return faults


def name_faults(path: Path) -> list[str]:
    words = {part.removesuffix(".py").lower() for part in path.parts}
    return [f"{path}: {word} says nothing" for word in sorted(words & EMPTY_NAMES)]


def test_files_can_be_read_in_one_sitting() -> None:
    networks = ROOT / "core" / "models"
    others = (
        path for path in files_of(*CODE, "tests", "benchmarks") if networks not in path.parents
    )
    assert faults_in(others, size_faults) == []
    assert faults_in(files_of("core/models"), lambda text: size_faults(text, LONGEST_NETWORK)) == []


def test_files_are_named_for_what_they_hold() -> None:
    paths = [path.relative_to(ROOT) for path in files_of(*CODE, "tests", "benchmarks")]
    assert [fault for path in paths for fault in name_faults(path)] == []


def test_long_files_long_functions_and_empty_names_are_found() -> None:
    assert size_faults("a = 1\n" * 401) == ["401 lines, 400 are the limit"]
    body = "    a = 1\n" * 80
    assert size_faults(f"def f():\n{body}") == ["f has 81 lines, 80 are the limit"]
    assert size_faults("a = 1\n" * 400) == []
    assert name_faults(Path("core/utils.py")) != []
    assert name_faults(Path("app/common/door.py")) != []
    assert name_faults(Path("core/solve/system/banded.py")) == []


# ---- what is there is used -----------------------------------------------------------------

#: Names that libraries call: Qt's are inCamelCase or validate, fixup, pickle's and vispy's these.
CALLED_BY_LIBRARIES = re.compile(
    r"__\w+__|_*[a-z]+[A-Z]\w*|validate|fixup|persistent_\w+|_vispy_\w+"
)


def unused_names(checked: dict[str, str], others: dict[str, str]) -> list[str]:
    """What modules define and no source, theirs or another, names a second time."""
    sources = [*checked.values(), *others.values()]
    words = Counter(word for source in sources for word in re.findall(r"[^\W\d]\w*", source))
    return [
        f"{place}: {name} is used nowhere"
        for place, source in checked.items()
        for name in _defined_in(ast.parse(source))
        if words[name] == 1 and not CALLED_BY_LIBRARIES.fullmatch(name)
    ]


def _defined_in(tree: ast.Module) -> Iterator[str]:
    """Functions, methods and classes, and the module's own constants."""
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef | ast.ClassDef):
            yield node.name
    for node in tree.body:
        if isinstance(node, ast.Assign):
            yield from (target.id for target in node.targets if isinstance(target, ast.Name))


def test_nothing_is_there_that_nobody_uses() -> None:
    def texts(*folders: str) -> dict[str, str]:
        return {
            str(path.relative_to(ROOT)): path.read_text(encoding="utf-8")
            for path in files_of(*folders)
        }

    door = {"main.py": (ROOT / "main.py").read_text(encoding="utf-8")}
    others = texts("tests", "docs", "install") | door
    assert unused_names(texts(*CODE, "benchmarks"), others) == []
    planted = {
        "a.py": "SIZE = 3\n\nclass Box:\n    def open(self): ...\n    def paintEvent(self): ..."
    }
    used = [f"a.py: {name} is used nowhere" for name in ("Box", "open", "SIZE")]
    assert unused_names(planted, {}) == used
    assert unused_names(planted, {"b.py": "Box().open(SIZE)"}) == []


# ---- core is silent and holds nothing ------------------------------------------------------


def core_faults(source: str) -> list[str]:
    """Printing, and globals that change."""
    return [
        f"line {node.lineno}: {'changes a global' if isinstance(node, ast.Global) else 'prints'}"
        for node in ast.walk(ast.parse(source))
        if isinstance(node, ast.Global)
        or (isinstance(node, ast.Call) and _last_name(node.func) == "print")
    ]


def test_core_prints_nothing_and_changes_no_global() -> None:
    assert faults_in(files_of("core"), core_faults) == []
    assert core_faults("print('x')") == ["line 1: prints"]
    assert core_faults("n = 0\ndef f():\n    global n\n    n += 1") == ["line 3: changes a global"]


# ---- colours -------------------------------------------------------------------------------


#: Colours that are mixed from numbers or called by a name.
MIXED_COLOUR = re.compile(
    r"QColor\(\s*[\d\"']"
    r"|\brgba?\(\s*\d"
    r"|Qt(?:\.GlobalColor)?\.(?:white|black|red|green|blue|gray|yellow|cyan|magenta)\b"
)


def colour_faults(source: str) -> list[str]:
    """Colours that a module says by itself: hex ones in its strings, mixed and named ones."""
    return MIXED_COLOUR.findall(source) + [
        f"line {node.lineno}: {found}"
        for node in ast.walk(ast.parse(source))
        if isinstance(node, ast.Constant) and isinstance(node.value, str)
        for found in HEX_COLOUR.findall(node.value)
    ]


def sheet_colour_faults(text: str) -> list[str]:
    return HEX_COLOUR.findall(text) + MIXED_COLOUR.findall(text)


def test_every_colour_comes_from_the_themes_tokens() -> None:
    assert faults_in(files_of(*CODE), colour_faults) == []
    for ending in (".qss", ".svg"):
        sheets = files_of("resources", "widgets", "app", ending=ending)
        assert faults_in(sheets, sheet_colour_faults) == []


def test_a_planted_colour_is_found() -> None:
    assert "line 1: #ff8800" in colour_faults("pen = QColor('#ff8800')")
    assert colour_faults('sheet = f"color: #fff; {x}"') == ["line 1: #fff"]
    for line in ("QColor(255, 0, 0)", 'QColor("red")', "Qt.black", "Qt.GlobalColor.white"):
        assert colour_faults(f"pen = {line}"), line
    assert sheet_colour_faults("QLabel { color: #12AB34CD; }") == ["#12AB34CD"]
    assert sheet_colour_faults("QLabel { color: rgb(1, 2, 3); }")
    assert colour_faults("words = 'take #12 of issue #1234567'") == []


# ---- imports -------------------------------------------------------------------------------


needs_linter = pytest.mark.skipif(
    importlib.util.find_spec("importlinter") is None, reason="import-linter comes with `make test`"
)


def lint_imports(folder: Path) -> subprocess.CompletedProcess[str]:
    """import-linter on a checkout; its contracts stand in pyproject.toml."""
    code = "from importlinter.cli import lint_imports; raise SystemExit(lint_imports())"
    return subprocess.run(
        [sys.executable, "-c", code], cwd=folder, capture_output=True, text=True, check=False
    )


@needs_linter
def test_imports_run_downwards() -> None:
    result = lint_imports(ROOT)
    assert result.returncode == 0, result.stdout


@needs_linter
def test_imports_that_run_upwards_are_found(tmp_path: Path) -> None:
    for path in files_of(*CODE):
        if path.name == "__init__.py":
            copy = tmp_path / path.relative_to(ROOT)
            copy.parent.mkdir(parents=True, exist_ok=True)
            copy.touch()
    (tmp_path / "core" / "errors.py").touch()
    (tmp_path / "widgets" / "curves" / "lanes.py").write_text("import widgets.timeline\n")
    (tmp_path / "pyproject.toml").write_text((ROOT / "pyproject.toml").read_text())
    assert lint_imports(tmp_path).returncode == 0
    for place, planted in (
        ("core/motion/up.py", "import app"),
        ("widgets/up.py", "import app"),
        ("core/files/up.py", "import core.take"),
        ("core/motion/kit.py", "import PySide6"),
        ("app/command_line/seen.py", "import widgets"),
        ("widgets/timeline/round.py", "import widgets.curves"),
    ):
        (tmp_path / place).write_text(planted + "\n")
        assert "BROKEN" in lint_imports(tmp_path).stdout, place
        (tmp_path / place).unlink()


VERBS_WITHOUT_QT = """
import sys
for name in ("PySide6", "pyqtgraph", "vispy"):
    sys.modules[name] = None
from importlib import import_module
import argparse
from app.command_line.door import VERBS
for verb in VERBS:
    module = import_module(f"app.command_line.{verb}")
    module.add_arguments(argparse.ArgumentParser())
    assert callable(module.run)
"""


def test_every_verb_loads_where_the_toolkit_is_absent() -> None:
    result = subprocess.run(
        [sys.executable, "-c", VERBS_WITHOUT_QT], cwd=ROOT, capture_output=True, text=True
    )
    assert result.returncode == 0, result.stderr


# ---- tests measure no time -----------------------------------------------------------------


def clock_faults(source: str) -> list[str]:
    """Calls of clocks: timings belong to benchmarks."""
    clocks = {"perf_counter", "monotonic", "process_time", "perf_counter_ns", "monotonic_ns"}
    return [
        f"line {node.lineno}: reads a clock"
        for node in ast.walk(ast.parse(source))
        if isinstance(node, ast.Call) and _last_name(node.func) in clocks
    ]


def test_no_test_measures_time() -> None:
    tests = (path for path in files_of("tests") if path.name.startswith("test_"))
    assert faults_in(tests, clock_faults) == []
    assert clock_faults("import time\nassert time.perf_counter() < 3") == ["line 2: reads a clock"]
