"""The Export room: a preset, a rate, a range, a file, and the report of what was written."""

from __future__ import annotations

from contextlib import suppress
from pathlib import Path

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import (
    QComboBox,
    QFormLayout,
    QFrame,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QListWidget,
    QListWidgetItem,
    QProgressBar,
    QPushButton,
    QSpinBox,
    QVBoxLayout,
    QWidget,
)

from widgets.at_scale import at_scale, spaced
from widgets.export_view import ExportChoices, ExportView, ExportWishes
from widgets.figure_table import FigureTable
from widgets.panel_header import PanelHeader
from widgets.theme import theme
from widgets.timecode import is_uneven

#: What every preset writes: a name is taken without it, but not as what other programs write.
SUFFIX = ".bvh"
_OTHERS = (
    ".fbx",
    ".glb",
    ".gltf",
    ".usd",
    ".usda",
    ".usdc",
    ".dae",
    ".c3d",
    ".abc",
    ".csv",
    ".json",
)
_RATES = (23.976, 24.0, 25.0, 29.97, 30.0, 48.0, 50.0, 59.94, 60.0, 90.0, 100.0, 120.0, 240.0)


class ExportPage(QWidget):
    """Draws choices and reports; emits what to write."""

    export_requested = Signal(object)  # ExportWishes
    cancel_requested = Signal()
    folder_requested = Signal()
    show_requested = Signal(object)  # Path
    review_requested = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("exportPage")
        self._choices: ExportChoices | None = None
        self._presets = QListWidget()
        self._presets.setObjectName("presets")
        self._presets.setAccessibleName("Presets")
        self._presets.currentRowChanged.connect(self._preset_chosen)
        self._hint = self._label("small", "tertiary")
        self._rate = QComboBox()
        self._rate.setAccessibleName("Rate, frames a second")
        self._rate.currentIndexChanged.connect(self._say_what_it_means)
        self._resampled, self._length = (self._label("small", "tertiary") for _ in range(2))
        self._first, self._last = QSpinBox(), QSpinBox()
        self._first.setAccessibleName("First frame")
        self._last.setAccessibleName("Last frame")
        for field in (self._first, self._last):
            _indent(field)
            field.valueChanged.connect(self._say_what_it_means)
        self._name, self._folder = QLineEdit(), QLineEdit()
        self._name.setAccessibleName("File name")
        self._folder.setAccessibleName("Folder")
        self._there = self._label("small", "warn")
        for field in (self._name, self._folder):
            field.textChanged.connect(self._say_what_is_there)
        self._export = QPushButton("Export")
        self._export.setProperty("kind", "primary")
        self._export.setAutoDefault(True)  # Enter too, where it has the focus
        self._export.clicked.connect(self._export_clicked)
        self._waiting = self._label("base", "secondary")
        self._review = QPushButton("Review")
        self._review.setProperty("kind", "link")
        self._review.setToolTip("Review. Go to the queue.")
        self._review.clicked.connect(lambda _=False: self.review_requested.emit())
        self._cancel = QPushButton("Cancel")
        self._cancel.clicked.connect(lambda _=False: self.cancel_requested.emit())
        self._headline = self._label("title")
        self._detail = self._label("base", "secondary")
        self._bar = QProgressBar()
        self._bar.setRange(0, 1000)
        self._bar.setTextVisible(False)
        self._show = QPushButton("Show file")
        self._show.clicked.connect(self._show_clicked)
        self._table = FigureTable("File", edge=0)
        self._warnings = self._label("base", "warn")
        self._path: Path | None = None
        self._state = "idle"
        self._asked_for: ExportWishes | None = None  # what was exported last
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(1)
        row.addWidget(self._column("Preset", self._presets_column()), 2)
        row.addWidget(self._column("File", self._settings_column()), 5)
        row.addWidget(self._column("Report", self._report_column()), 4)
        self.setFocusProxy(self._export)
        at_scale(self, self._size_presets)
        self.set_waiting(None)
        self.set_export(ExportView())

    def set_waiting(self, count: int | None) -> None:
        """How many events of the queue nobody has answered; None where nobody looked."""
        self._waiting.setText(
            "1 event waits in the queue." if count == 1 else f"{count} events wait in the queue."
        )
        for widget in (self._waiting, self._review):
            widget.setVisible(bool(count))

    def set_choices(self, choices: ExportChoices) -> None:
        """Offer these; what was typed before is replaced."""
        self._choices = choices
        self._presets.clear()
        for preset in choices.presets:
            item = QListWidgetItem(f"{preset.name}\n{preset.detail}")
            self._presets.addItem(item)
        self._size_presets()
        self._presets.setCurrentRow(0)
        self._rate.clear()
        self._rate.addItem(f"{choices.rate:g} fps, the default", None)
        for rate in _RATES:
            if abs(rate - choices.rate) > 1e-3:
                is_own = abs(rate - choices.own_rate) < 5e-3 and not is_uneven(choices.times)
                own = ", the take's own" if is_own else ""
                self._rate.addItem(f"{rate:g} fps{own}", rate)
        for field, value in ((self._first, 1), (self._last, len(choices.times))):
            field.setRange(1, len(choices.times))
            field.setValue(value)
        self._say_what_it_means()
        self._name.setText(choices.name)
        self._folder.setText(_from_home(choices.folder))

    def _size_presets(self) -> None:
        for row in range(self._presets.count()):
            self._presets.item(row).setSizeHint(QSize(0, theme.px(44)))

    def set_folder(self, folder: Path) -> None:
        self._folder.setText(_from_home(folder))

    def set_export(self, view: ExportView) -> None:
        """Draw how the export went."""
        writing = view.state == "writing"
        idle = "Nothing exported yet. The report is measured on the written file."
        self._headline.setText(view.headline or idle)
        self._detail.setText(view.detail)
        self._bar.setVisible(writing)
        self._bar.setValue(round(1000 * view.fraction))
        had_focus = self._export.hasFocus() or self._cancel.hasFocus()
        self._cancel.setVisible(writing)
        if had_focus and writing:  # before it is switched off: focus would go anywhere
            self._cancel.setFocus(Qt.FocusReason.OtherFocusReason)
        self._export.setEnabled(not writing)
        if had_focus and not writing:
            self._export.setFocus(Qt.FocusReason.OtherFocusReason)
        self._path, self._state = view.path, view.state
        self._say_what_is_there()
        self._say_whether_written()
        self._show.setVisible(view.state == "done")
        self._warnings.setText("\n".join(f"⚠ {warning}" for warning in view.warnings))
        self._warnings.setVisible(bool(view.warnings))
        self._table.set_figures(view.figures, settled=True)
        self._table.setVisible(bool(view.figures))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter exports from every field; a button that has the focus is pressed by it."""
        entered = event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter)
        focused = self.focusWidget()
        if entered and isinstance(focused, QPushButton):
            if not event.isAutoRepeat():
                focused.click()
            return
        if entered and self._export.isEnabled():
            self._export.setFocus(Qt.FocusReason.OtherFocusReason)
            self._export.click()
            return
        super().keyPressEvent(event)

    def _presets_column(self) -> QVBoxLayout:
        column = QVBoxLayout()
        column.addWidget(self._presets, 1)
        column.addWidget(self._hint)
        return column

    def _settings_column(self) -> QVBoxLayout:
        form = QFormLayout()
        at_scale(self, lambda: form.setVerticalSpacing(theme.px(12)))
        at_scale(self, lambda: form.setHorizontalSpacing(theme.size("xl")))
        rate = QVBoxLayout()
        at_scale(self, lambda: rate.setSpacing(theme.size("s")))
        self._resampled.setWordWrap(False)
        rate.addWidget(self._rate)
        rate.addWidget(self._resampled)
        form.addRow("Rate", rate)
        span = QHBoxLayout()
        at_scale(self, lambda: span.setSpacing(theme.size("m")))
        span.addWidget(self._first)
        span.addWidget(self._label("base", "secondary", "to"))
        span.addWidget(self._last)
        span.addStretch(1)
        self._length.setWordWrap(False)
        span.addWidget(self._length)
        form.addRow("Range, frames", span)
        form.addRow("Name", self._name)
        folder = QHBoxLayout()
        at_scale(self, lambda: folder.setSpacing(theme.size("m")))
        browse = QPushButton("Choose…")
        browse.clicked.connect(lambda _=False: self.folder_requested.emit())
        folder.addWidget(self._folder, 1)
        folder.addWidget(browse)
        form.addRow("Folder", folder)
        form.addRow("", self._there)
        column = QVBoxLayout()
        column.addLayout(form)
        column.addStretch(1)
        buttons = QHBoxLayout()
        self._waiting.setWordWrap(False)
        buttons.addWidget(self._waiting)
        buttons.addWidget(self._review)
        buttons.addStretch(1)
        buttons.addWidget(self._cancel)
        buttons.addWidget(self._export)
        column.addLayout(buttons)
        return column

    def _report_column(self) -> QVBoxLayout:
        column = QVBoxLayout()
        head = QHBoxLayout()
        words = QVBoxLayout()
        words.addWidget(self._headline)
        words.addWidget(self._detail)
        head.addLayout(words, 1)
        head.addWidget(self._show, alignment=Qt.AlignmentFlag.AlignTop)
        column.addLayout(head)
        column.addWidget(self._bar)
        column.addSpacing(10)
        column.addWidget(self._table)
        column.addSpacing(10)
        column.addWidget(self._warnings)
        column.addStretch(1)
        return column

    def _column(self, title: str, content: QVBoxLayout) -> QWidget:
        panel = QFrame()
        panel.setProperty("room", "panel")
        column = QVBoxLayout(panel)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(PanelHeader(title))
        column.addLayout(content, 1)
        spaced(panel, content, (16, 16, 16, 16), 6)
        return panel

    def _label(self, size: str, tone: str = "primary", text: str = "") -> QLabel:
        label = QLabel(text)
        label.setProperty("face", size)
        label.setProperty("tone", tone)
        label.setWordWrap(True)
        return label

    def _preset_chosen(self, row: int) -> None:
        if self._choices is not None and row >= 0:
            self._hint.setText(self._choices.presets[row].hint)
            self._say_whether_written()

    def _say_what_it_means(self) -> None:
        """What the rate does to the frames, and how long the range is."""
        choices = self._choices
        if choices is None:
            return
        rate = self._rate.currentData() or choices.rate
        uneven = is_uneven(choices.times)
        same = abs(rate - choices.own_rate) < 1e-3 and not uneven
        taken = "uneven frames" if uneven else f"{choices.own_rate:.4g}"
        self._resampled.setText(
            "The take's own frames."
            if same
            else f"Resampled from {taken}; contacts are held on the new frames."
        )
        count = len(choices.times)  # a field may still hold a frame of a longer take
        first, last = (min(field.value(), count) - 1 for field in (self._first, self._last))
        seconds = abs(float(choices.times[last] - choices.times[first]))
        self._length.setText(f"{seconds:.2f} s" if len(choices.times) > 1 else "")
        self._say_whether_written()

    @property
    def _wished_path(self) -> Path:
        folder = Path(self._folder.text().strip())
        with suppress(RuntimeError):  # "~somebody" who is not known here is a folder's name
            folder = folder.expanduser()
        name = self._name.text().strip()
        said = name.lower().endswith((SUFFIX, *_OTHERS))
        return folder / (name if said else f"{name}{SUFFIX}")

    def _say_what_is_there(self) -> None:
        """Before the file is written: afterwards what was there is gone."""
        path = self._wished_path
        taken = False
        with suppress(OSError):  # too long, or not ours to look into: the export says so
            taken = bool(path.suffix) and path != self._path and path.is_file()
        own = self._choices is not None and path.name == self._choices.source
        kept = "is what this take was made from and stays; type another name."
        said = kept if own else "is there already and will be replaced."
        self._there.setText(f"{path.name} {said}" * taken)
        self._say_whether_written()

    def _show_clicked(self) -> None:
        if self._path is not None:
            self.show_requested.emit(self._path)

    def _export_clicked(self) -> None:
        if self._choices is None:
            return
        self._asked_for = self._wishes(self._choices)
        self.export_requested.emit(self._asked_for)

    def _wishes(self, choices: ExportChoices) -> ExportWishes:
        preset = choices.presets[max(self._presets.currentRow(), 0)]
        first, last = sorted((self._first.value() - 1, self._last.value() - 1))
        return ExportWishes(preset.name, self._rate.currentData(), first, last, self._wished_path)

    def _say_whether_written(self) -> None:
        """What was written is not what is asked for once anything is changed."""
        done, choices = self._state == "done", self._choices
        same = done and choices is not None and self._wishes(choices) == self._asked_for
        self._export.setText("Export again" if same else "Export")
        tone = "error" if self._state == "failed" else "ok" if same else "primary"
        self._headline.setProperty("tone", tone)
        self._headline.style().polish(self._headline)


def _from_home(folder: Path) -> str:
    """A folder as people write it: "~/Footing/sample" where it lies at home."""
    try:
        return str(Path("~") / folder.relative_to(Path.home()))
    except (ValueError, RuntimeError):  # elsewhere, or nobody is at home
        return str(folder)


def _indent(field: QSpinBox) -> None:
    line = field.lineEdit()
    at_scale(field, lambda: line.setTextMargins(theme.size("s"), 0, 0, 0))
