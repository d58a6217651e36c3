"""The Export room: choices, the writing on the long lane, the report of what was written."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QUrl
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QFileDialog, QVBoxLayout, QWidget

from app.document.document import Document
from app.document.take_state import TakeState
from app.lanes.long import LongJob, Progress
from app.views import figure_views
from core.errors import FootingError
from core.files.layout import unit_name
from core.files.presets import PRESETS, Preset
from core.files.there import is_there
from core.quality.export import ExportReport, default_rate, export_take
from core.take.captured import Captured
from widgets.export_page import ExportPage
from widgets.export_view import ExportChoices, ExportView, ExportWishes, PresetView

_UNITS = {"m": "metres", "cm": "centimetres", "in": "inches", "mm": "millimetres"}


class ExportRoom(QWidget):
    """Exports the open take as it is decided now."""

    def __init__(self, document: Document, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._document = document
        self._offered: tuple[object, ...] = ()
        self._job: LongJob | None = None
        self.report: ExportReport | None = None
        self.page = ExportPage()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self.page)
        self.setFocusProxy(self.page)
        self.page.export_requested.connect(self.export)
        self.page.cancel_requested.connect(self.cancel)
        self.page.folder_requested.connect(self._choose_folder)
        self.page.show_requested.connect(self._show_file)

    def entered(self) -> None:
        """Offer what fits the open take; choices made for the same take stay."""
        state = self._document.state
        if state is None or state.captured is None:
            return
        offered = (state.path, state.captured.motion)
        if offered == self._offered:
            return
        self._offered = offered
        self.page.set_export(ExportView())
        self.page.set_choices(
            ExportChoices(
                presets=tuple(
                    PresetView(preset.title, _detail(preset, state.captured), preset.opened)
                    for preset in _presets_for(state.captured)
                ),
                rate=default_rate(state.captured),
                own_rate=_rate_of(state),
                times=state.captured.motion.times,
                folder=state.path.parent,
                name=f"{state.path.stem}_clean.bvh",
                source=state.captured.source,
            )
        )

    def export(self, wishes: ExportWishes) -> None:
        """Write the take; everything decided so far is in it."""
        state = self._document.state
        if self._job is not None or state is None or state.captured is None:
            return
        captured, decisions = state.captured, state.decisions
        settled = state.refined if state.settled else None
        preset = next(one for one in PRESETS.values() if one.title == wishes.preset)
        times = captured.motion.times
        whole = wishes.first_frame == 0 and wishes.last_frame == len(times) - 1

        def work(progress: Progress) -> ExportReport:
            return export_take(
                captured, decisions, wishes.path, preset,
                rate=wishes.rate,
                start=None if whole else float(times[wishes.first_frame]),
                end=None if whole else float(times[wishes.last_frame]),
                settled=settled, progress=progress,
                cancelled=lambda: jobs[0].cancel_asked,
            )  # fmt: skip

        jobs: list[LongJob] = []  # the one that does this work

        def prepare(job: LongJob) -> None:
            jobs.append(job)
            job.progressed.connect(self._progressed)
            job.finished.connect(self._finished)
            job.failed.connect(self._failed)
            job.stopped.connect(self._stopped)

        if wishes.path.suffix.lower() != ".bvh":
            self.page.set_export(_failure(_not_written(wishes.path.suffix)))
            return
        if not wishes.path.is_absolute():
            self.page.set_export(_failure("Say which folder, from its beginning, or choose one."))
            return
        if wishes.path.name == captured.source and is_there(wishes.path):
            self.page.set_export(
                _failure(f"{wishes.path.name} is what this take was made from; choose a new name.")
            )
            return
        self._job = self._document.long.start(f"Export {wishes.path.name}", work, prepare=prepare)
        self._progressed(0.0, "Solving", None)

    def cancel(self) -> None:
        if self._job is not None:
            self._job.cancel()

    def _progressed(self, fraction: float, sentence: str, _left: float | None) -> None:
        self.page.set_export(ExportView("writing", "Exporting", sentence, fraction=fraction))

    def _finished(self, report: ExportReport) -> None:
        self._job = None
        self.report = report
        file, tall = report.file, report.file_figures["height_m"]
        self.page.set_export(
            ExportView(
                "done",
                f"Written and read back, {tall:.2f} m tall",
                f"{report.path.name}, {report.size / 1e6:.1f} MB, {unit_name_of(report)}, "
                f"{file.up.upper()} up",
                report.path,
                figure_views(report.captured_figures, report.file_figures),
                report.warnings,
            )
        )

    def _failed(self, fault: Exception) -> None:
        self._job = None
        if isinstance(fault, FootingError):
            self.page.set_export(_failure(str(fault)))
            return
        self.page.set_export(_failure("The export failed by a fault of our own; see the log."))
        self._document.failed.emit(fault)

    def _stopped(self) -> None:
        self._job = None
        self.page.set_export(ExportView("idle", "Stopped; nothing was written"))

    def _choose_folder(self) -> None:
        name = QFileDialog.getExistingDirectory(self, "Folder for the export")
        if name:
            self.page.set_folder(Path(name))

    def _show_file(self, path: Path) -> None:
        QDesktopServices.openUrl(QUrl.fromLocalFile(str(path.parent)))


def unit_name_of(report: ExportReport) -> str:
    """ "metres", "centimetres" or the unit as the file has it."""
    unit = unit_name(report.file.layout.metres_per_unit)
    return _UNITS.get(unit, unit)


def _presets_for(captured: Captured) -> list[Preset]:
    """The likeliest first: whoever brought a motion file wants it back in its own unit and axes."""
    return sorted(PRESETS.values(), key=lambda one: one.unit is not None or not _is_file(captured))


def _is_file(captured: Captured) -> bool:
    return captured.layout is not None and captured.keypoints is None


def _detail(preset: Preset, captured: Captured) -> str:
    unit, up, layout = preset.unit, preset.up, captured.layout
    if layout is not None and _is_file(captured):
        unit, up = unit or unit_name(layout.metres_per_unit), up or layout.up
    if unit is None or up is None:
        return "BVH, as the source was"
    return f"BVH, {_UNITS.get(unit, unit)}, {up.upper()} up"


def _not_written(suffix: str) -> str:
    """Why a name that ends like this is no file that an export writes."""
    if not suffix:
        return "The file has no name; type one and export."
    return f"BVH is what is written, not {suffix}; type the name without it and export."


def _rate_of(state: TakeState) -> float:
    """Frames a second of the take; 0 where it has one frame only."""
    look = state.captured_look
    return 0.0 if look is None else look.rate


def _failure(sentence: str) -> ExportView:
    return ExportView("failed", "Nothing was written", sentence)
