"""The window: menus, toolbar, rooms, status bar, and what is dropped on it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from PySide6.QtCore import QByteArray, QEvent, QSize, QStandardPaths, Qt, QTimer, Signal
from PySide6.QtGui import QCloseEvent, QDragEnterEvent, QDropEvent, QKeyEvent
from PySide6.QtWidgets import (
    QFileDialog,
    QLabel,
    QMainWindow,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from app.actions import MENUS
from app.command_palette import CommandPalette
from app.preferences import Preferences
from app.settings import Settings, read_settings, write_settings
from core.errors import FootingError
from core.files.there import is_folder
from widgets.at_scale import at_scale
from widgets.notice_bar import NoticeBar
from widgets.notice_place import NoticePlace
from widgets.theme import theme
from widgets.toolbar import Toolbar
from widgets.tour_bar import TourBar
from widgets.welcome import Welcome

#: What the file dialogs and a drop accept.
VIDEO_SUFFIXES = (".mp4", ".mov", ".mkv", ".webm", ".avi", ".m4v")
SMALLEST_SIZE = (1180, 680)
#: The window at the first start, where the screen has the room.
LARGEST = (1920, 1080)
#: What the first labels of the status bar hold in most takes.
WIDEST_STATUS = {
    "rate": "119.88 fps",
    "frame": "Frame 1000 of 1000",
    "time": "00:00:00:00",
}


DROP_HERE = "The whole window takes a dropped video, take or motion."


class FootingWindow(QMainWindow):
    """Owns the actions and the rooms; the rooms own what they show."""

    closing = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.setWindowTitle("Footing")
        self.setAcceptDrops(True)
        self.settings: Settings = read_settings()
        self.preferences = Preferences(self, lambda: self.settings, self.remember)
        self.actions_by_id = self.preferences.actions
        at_scale(self, self._limit_size)
        self._build_menus()
        self.notice, self.tour_bar = NoticeBar(), TourBar()
        self.toolbar = Toolbar(
            *(
                self.actions_by_id[name]
                for name in ("edit.undo", "edit.redo", "view.captured", "edit.find")
            ),
            marks=[
                (self.actions_by_id[f"mark.{kind}"], icon_name)
                for kind, icon_name in (("pose", "pin"), ("sharp", "sharp"), ("swap", "swap"))
            ],
        )
        self.toolbar.room_requested.connect(self.go_to)
        self.welcome = Welcome(first_time=not self.settings.recent)
        self.rooms: dict[str, QWidget] = {}
        self._stack = QStackedWidget()
        self._stack.addWidget(self.welcome)
        self._build_centre()
        self._build_status_bar()
        self._palette: CommandPalette | None = None
        self._on_notice: dict[str, Callable[[], None]] = {}  # by the sentence that offers it
        self.notice.action_requested.connect(self._notice_action)
        self._connect_chrome()
        self.actions_by_id.enable(take_is_open=False)
        self.show_welcome()
        if self.preferences.fault:
            self.welcome.notice.say(self.preferences.fault, tone="warn")

    # ---- where it stands -------------------------------------------------------------------

    def place(self) -> None:
        """Where the window was closed last; at first as large as the screen has room for."""
        known = QByteArray.fromBase64(self.settings.geometry.encode())
        if not known.isEmpty() and self.restoreGeometry(known):
            return
        screen = self.screen().availableGeometry()
        width, height = min(LARGEST[0], screen.width()), min(LARGEST[1], screen.height())
        self.resize(width, height)
        if screen.width() <= LARGEST[0] or screen.height() <= LARGEST[1]:
            # no room for a frame around it: its title or the status bar would lie beyond the screen
            self.move(screen.topLeft())
            self.setWindowState(Qt.WindowState.WindowMaximized)

    def _limit_size(self) -> None:
        """No smaller than all words have room at this UI scale, as far as the screen goes."""
        frame = self.frameGeometry().size() - self.size()
        room = self.screen().availableGeometry().size() - frame
        smallest = QSize(*(theme.px(length) for length in SMALLEST_SIZE))
        self.setMinimumSize(smallest.boundedTo(room))

    def _keep_place(self) -> None:
        geometry = bytes(self.saveGeometry().toBase64().data()).decode()
        if geometry != self.settings.geometry:
            self.remember(replace(self.settings, geometry=geometry))

    # ---- what the rooms and the start call -------------------------------------------------

    def add_room(self, name: str, room: QWidget) -> None:
        """Put a room behind its button of the toolbar."""
        self.rooms[name] = room
        self._stack.addWidget(room)

    def go_to(self, name: str) -> None:
        """Enter a room that exists."""
        room = self.rooms[name]
        self._show_moment(True)
        self.toolbar.show()
        self.toolbar.set_room(name)
        self._stack.setCurrentWidget(room)
        entered = getattr(room, "entered", None)
        if entered is not None:
            entered()
        room.setFocus(Qt.FocusReason.OtherFocusReason)

    @property
    def room(self) -> QWidget | None:
        """The room that is shown."""
        return self._stack.currentWidget()

    def show_welcome(self) -> None:
        self.toolbar.hide()
        self._stack.setCurrentWidget(self.welcome)
        self._show_moment(False)
        self.status["message"].setText(DROP_HERE)
        self.setWindowTitle("Footing")

    def _show_moment(self, on: bool) -> None:
        """The status bar's words of a take, which nobody misses on the welcome page."""
        for name in WIDEST_STATUS:
            self.status[name].setVisible(on)

    def set_menu_note(self, words: str) -> None:
        """What stands at the right end of the menu bar: the open take."""
        if words == self.menu_note.text():
            return  # giving a corner its place lays the menu bar out anew
        self.menu_note.setText(words)
        self._place_menu_note()

    def _scale_menu_note(self) -> None:
        self.menu_note.setContentsMargins(0, 0, theme.px(12), 0)
        if self.menu_note.text():
            self._place_menu_note()

    def _place_menu_note(self) -> None:
        self.menu_note.setFixedHeight(theme.size("menu_bar") - 1)
        self.menu_note.adjustSize()
        # a menu bar gives a corner its place only when it is put there
        self.menuBar().setCornerWidget(self.menu_note, Qt.Corner.TopRightCorner)
        self.menu_note.show()

    def say(
        self,
        sentence: str,
        *,
        tone: str = "primary",
        action: str = "",
        do: Callable[[], None] | None = None,
        about: str = "",
        going_on: bool = False,
        passing: bool = False,
    ) -> None:
        """One sentence over the rooms; `do` runs when its button `action` is pressed. What it is
        `about` lasts until it is taken back; about nothing, it passes once it could be read. What
        is `going_on` and can be called off is always in sight; what is `passing` lasts no longer
        for what it is about."""
        kind = {"going_on": going_on, "passing": passing}
        self.notice.say(sentence, tone=tone, action=action, about=about, **kind)
        told = self.notice.sentences  # what a line offered that is gone holds what it was about
        self._on_notice = {one: act for one, act in self._on_notice.items() if one in told}
        if do is not None:
            self._on_notice[sentence] = do

    def say_error(self, error: FootingError) -> None:
        self.say(str(error), tone="error")

    def remember(self, settings: Settings) -> None:
        """Keep these settings from now on; a full disk is said, not hidden."""
        self.settings = settings
        try:
            write_settings(settings)
        except OSError as error:
            self.say(f"The settings could not be stored ({error.strerror}).", tone="warn")

    def choose_file(self, title: str, suffixes: tuple[str, ...]) -> Path | None:
        """Ask for one existing file; None where the user changed their mind."""
        pattern = " ".join(f"*{suffix} *{suffix.upper()}" for suffix in suffixes)
        kinds = QFileDialog.Option.HideNameFilterDetails  # two dozen endings say less than a word
        name, _ = QFileDialog.getOpenFileName(
            self, title, self._folder_of_theirs(), f"What opens here ({pattern})", options=kinds
        )
        return Path(name) if name else None

    def _folder_of_theirs(self) -> str:
        """Where the user keeps files: beside the last one, never where the program has its own."""
        from app.document.opening import takes_folder  # what opens takes is not for the start

        ours = takes_folder()
        for recent in map(Path, self.settings.recent):
            if ours not in recent.parents and is_folder(recent.parent):
                return str(recent.parent)
        places = QStandardPaths.StandardLocation
        films = QStandardPaths.writableLocation(places.MoviesLocation)
        return films if is_folder(films) else str(Path.home())

    # ---- building --------------------------------------------------------------------------

    def _build_menus(self) -> None:
        bar = self.menuBar()
        menus = {name: bar.addMenu(name) for name in MENUS}
        group_before: dict[str, int] = {}
        for spec, action in self.actions_by_id:
            menu = menus[spec.menu]
            if group_before.get(spec.menu, 0) != spec.group:
                menu.addSeparator()
            group_before[spec.menu] = spec.group
            menu.addAction(action)
            self.addAction(action)
        self.menus = menus
        self.menu_note = QLabel()
        at_scale(self.menu_note, self._scale_menu_note)
        self.menu_note.setProperty("tone", "secondary")

    def _build_centre(self) -> None:
        centre = QWidget()
        column = QVBoxLayout(centre)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.toolbar)
        self.notice.setParent(centre)
        column.addWidget(self.tour_bar)
        column.addWidget(self._stack, 1)
        NoticePlace(self.notice, self._stack)
        self.setCentralWidget(centre)

    def _build_status_bar(self) -> None:
        bar = self.statusBar()
        bar.setSizeGripEnabled(False)
        at_scale(bar, lambda: bar.setFixedHeight(theme.size("status_bar")))
        self.status: dict[str, QLabel] = {}
        for name in ("rate", "frame", "time", "message"):
            label = self.status[name] = QLabel(WIDEST_STATUS.get(name, ""))
            bar.addWidget(label)
            # room from the start: the first words would be cut until all is laid out anew
            at_scale(label, lambda label=label, name=name: _reserve(label, WIDEST_STATUS.get(name)))
            label.clear()
        self.status["message"].setProperty("tone", "secondary")
        for name in ("live", "long"):
            self.status[name] = QLabel()
            bar.addPermanentWidget(self.status[name])

    def _connect_chrome(self) -> None:
        do = self.actions_by_id
        do["edit.find"].triggered.connect(self._find)
        do["file.quit"].triggered.connect(self.close)
        self.preferences.connect_actions()
        self.preferences.keys_refused.connect(lambda why: self.say(why, tone="warn"))
        do["help.keys"].triggered.connect(self._show_keys)
        do["help.about"].triggered.connect(self._show_about)
        self.welcome.find_requested.connect(self._find)
        self.welcome.capture_requested.connect(do["file.capture"].trigger)
        self.welcome.open_requested.connect(do["file.open"].trigger)
        self.welcome.sample_requested.connect(do["file.sample"].trigger)

    # ---- chrome ----------------------------------------------------------------------------

    def _notice_action(self, sentence: str) -> None:
        do = self._on_notice.pop(sentence, None)
        if do is not None:
            do()

    def _find(self) -> None:
        if self._palette is None:
            self._palette = CommandPalette(self.actions_by_id, self)
        self._palette.ask()

    def _show_keys(self) -> None:
        from widgets.key_sheet import KeySheet

        rows = [
            (spec.menu, spec.text, self.actions_by_id.keys[spec.id])
            for spec, _ in self.actions_by_id
            if self.actions_by_id.keys[spec.id]
        ]
        KeySheet(rows, self, self.preferences.keymap_title).open()

    def _show_about(self) -> None:
        self.say(
            "Footing 0.2.0, Apache-2.0. Qt and PySide6 are LGPL and can be replaced; Inter is OFL."
        )

    # ---- events ----------------------------------------------------------------------------

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.ActivationChange and self.isActiveWindow():
            self._limit_size()  # only a window that was shown knows its frame

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if event.mimeData().hasUrls():
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        paths = [Path(url.toLocalFile()) for url in event.mimeData().urls() if url.isLocalFile()]
        if paths:
            event.acceptProposedAction()
            # after the drop has returned to the file manager, which waits for us
            QTimer.singleShot(0, lambda: self.open_paths(paths))

    def open_paths(self, paths: list[Path]) -> None:
        """Set by the start; opens what was dropped, chosen or named on the command line."""
        raise RuntimeError("The start has not said how files are opened.")

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape and self.notice.isVisible():
            self.notice.close_first()
            return
        super().keyPressEvent(event)

    def closeEvent(self, event: QCloseEvent) -> None:
        for room in self.rooms.values():
            leave = getattr(room, "leave", None)
            if leave is not None:
                leave()
        self._keep_place()
        self.closing.emit()
        event.accept()


def _reserve(label: QLabel, widest: str | None) -> None:
    """Keep room for the widest words that a label will show."""
    if widest is None:
        return
    shown = label.text()
    label.setText(widest)
    label.setMinimumWidth(0)
    label.ensurePolished()
    label.setMinimumWidth(label.sizeHint().width())
    label.setText(shown)
