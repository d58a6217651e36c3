"""The right column: figures and contacts, where a click goes and what a double click loops."""

from __future__ import annotations

from dataclasses import replace

import pytest
from drawn_takes import contact, drawn_take, many_contacts
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QImage, QMouseEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from widgets.contact_table import COLUMNS, ContactModel, skate_words
from widgets.snapshot import FigureView, SelectionView
from widgets.take_panel import NO_CONTACTS, NO_TAKE, TakePanel
from widgets.theme import theme

LEFT = Qt.MouseButton.LeftButton
COLUMN = {column.key: place for place, column in enumerate(COLUMNS)}


@pytest.fixture
def panel(qapp: QApplication, qtbot) -> TakePanel:
    theme.apply(qapp)
    shown = TakePanel()
    qtbot.addWidget(shown)
    shown.resize(392, 900)
    shown.set_take(drawn_take())
    shown.show()
    shown.activateWindow()
    qtbot.waitUntil(shown.isActiveWindow)
    return shown


def row_of(panel: TakePanel, name: str) -> QPoint:
    row = panel.model.row_of(name)
    assert row is not None
    return panel.table.visualRect(panel.model.index(row, 0)).center()


def words(model: ContactModel, row: int, key: str) -> str:
    return model.index(row, COLUMN[key]).data()


def test_no_take_says_what_to_do(panel: TakePanel):
    panel.set_take(None)
    assert panel.empty.isVisible() and panel.empty.happened.text() == NO_TAKE[0]
    assert not panel.table.isVisible()


def test_a_take_without_contacts_says_how_to_make_one(panel: TakePanel):
    panel.set_take(drawn_take(contacts=()))
    assert panel.no_contacts.isVisible() and panel.no_contacts.happened.text() == NO_CONTACTS[0]


def test_another_take_begins_at_its_first_contact(panel: TakePanel, qtbot):
    first = drawn_take(contacts=many_contacts(200, 3000))
    panel.set_take(first)
    panel.table.scrollToBottom()
    bar = panel.table.verticalScrollBar()
    assert bar.value() > 0
    panel.set_take(replace(first, revision=first.revision + 1))
    assert bar.value() > 0, "an edit leaves it where it is"
    panel.set_take(replace(first, name="another"))
    assert bar.value() == 0


def test_a_row_says_where_what_when_and_how_much():
    model = ContactModel()
    model.set_take(
        drawn_take(
            contacts=(
                contact(
                    "a", "left_toe", "plant", 172, 190,
                    by_user=True, captured_skate_mm=41.2, skate_mm=0.01,
                ),
            )
        )
    )  # fmt: skip
    assert [words(model, 0, key) for key in ("frames", "point", "state", "skate", "by")] == [
        "172–190", "L Toe", "Plant", "41 → 0.0", "Yours",
    ]  # fmt: skip


def test_what_slides_does_not_skate():
    slide = contact("s", "left_toe", "slide", 1, 9, captured_skate_mm=300.0, skate_mm=300.0)
    assert skate_words(slide) == ("", "–")


def test_until_it_is_measured_the_refined_skate_is_not_known():
    held = contact("p", "left_toe", "plant", 1, 9, captured_skate_mm=4.25, skate_mm=1.0)
    assert skate_words(held) == ("4.2", "1.0")
    assert skate_words(replace(held, skate_mm=None)) == ("4.2", "…")


def test_settling_is_said(panel: TakePanel):
    assert not panel.settling.text()
    shown = drawn_take()
    moved = (replace(shown.contacts[0], skate_mm=None), *shown.contacts[1:])
    panel.set_take(replace(shown, contacts=moved, settled=False, revision=2))
    assert panel.settling.text() == "Settling"
    row = panel.model.row_of(moved[0].id)
    assert row is not None and "…" in words(panel.model, row, "skate")
    panel.set_take(replace(shown, settled=False, tried=True, revision=2))
    assert panel.settling.text() == "Tried"  # nothing is being settled
    panel.set_take(replace(shown, revision=3))
    assert not panel.settling.text()


def test_a_click_goes_there(panel: TakePanel):
    moments: list[float] = []
    chosen: list[str] = []
    panel.time_requested.connect(moments.append)
    panel.contact_selected.connect(chosen.append)
    QTest.mouseClick(
        panel.table.viewport(), LEFT, Qt.KeyboardModifier.NoModifier, row_of(panel, "c1")
    )
    assert chosen == ["c1"] and moments == [pytest.approx(164 / 30)]


def test_the_row_under_the_mouse_is_lit_whole(panel: TakePanel):
    at = row_of(panel, "c1")
    viewport = panel.table.viewport()
    there, none = QPointF(viewport.mapToGlobal(at)), Qt.MouseButton.NoButton
    # Sent, not moved: the real pointer of the display stays out of it.
    QApplication.sendEvent(
        viewport,
        QMouseEvent(
            QMouseEvent.Type.MouseMove, QPointF(at), there, none, none,
            Qt.KeyboardModifier.NoModifier,
        ),
    )  # fmt: skip
    assert panel.table.property("hoveredRow") == panel.model.row_of("c1")
    image = QImage(viewport.size(), QImage.Format.Format_RGB32)
    viewport.render(image)
    hover = theme.color("surface.hover")
    assert image.pixelColor(3, at.y() + 10) == hover
    assert image.pixelColor(image.width() - 3, at.y() + 10) == hover
    assert image.pixelColor(3, at.y() + 40) != hover


def test_a_double_click_loops(panel: TakePanel):
    loops: list[tuple[float, float]] = []
    panel.loop_requested.connect(loops.append)
    at = row_of(panel, "c1")
    QTest.mouseClick(panel.table.viewport(), LEFT, Qt.KeyboardModifier.NoModifier, at)
    QTest.mouseDClick(panel.table.viewport(), LEFT, Qt.KeyboardModifier.NoModifier, at)
    assert loops == [(pytest.approx(164 / 30), pytest.approx(181 / 30))]


def test_keys_go_from_contact_to_contact(panel: TakePanel, qtbot):
    chosen: list[str] = []
    panel.contact_selected.connect(chosen.append)
    panel.table.setFocus(Qt.FocusReason.TabFocusReason)
    panel.set_selection(SelectionView(contact=panel.model.contact(0).id))
    qtbot.waitUntil(lambda: panel.table.currentIndex().row() == 0)
    QTest.keyClick(panel.table, Qt.Key.Key_Down)
    assert chosen == [panel.model.contact(1).id]


def test_the_selection_is_shown_and_asks_for_nothing(panel: TakePanel, qtbot):
    moments: list[float] = []
    panel.time_requested.connect(moments.append)
    panel.set_selection(SelectionView(contact="c6"))
    qtbot.waitUntil(lambda: panel.table.currentIndex().row() == panel.model.row_of("c6"))
    panel.set_selection(SelectionView())
    qtbot.waitUntil(lambda: not panel.table.selectionModel().hasSelection())
    assert moments == []


def test_a_selection_scrolls_in_a_turn_of_its_own_and_with_the_next_take(panel: TakePanel, qtbot):
    panel.set_take(drawn_take(frames=72_000, contacts=many_contacts(6000, 72_000)))
    top = panel.table.verticalScrollBar()
    panel.set_selection(SelectionView(contact="m5999"))
    assert top.value() == 0  # lanes and views are painted in this one
    qtbot.waitUntil(lambda: top.value() > 0)
    panel.set_selection(SelectionView(contact="m0"))
    panel.set_take(drawn_take(frames=72_000, contacts=many_contacts(6000, 72_000), revision=2))
    assert top.value() == 0


def test_a_press_on_the_header_sorts_by_skate(panel: TakePanel, qtbot):
    panel.set_selection(SelectionView(contact="c6"))
    head = panel.table.horizontalHeader()
    place = head.sectionViewportPosition(COLUMN["skate"]) + 20
    skates = []
    for _ in range(2):
        QTest.mouseClick(head.viewport(), LEFT, Qt.KeyboardModifier.NoModifier, QPoint(place, 10))
        rows = [panel.model.contact(row) for row in range(panel.model.rowCount())]
        skates.append([c.captured_skate_mm for c in rows if c.state in ("plant", "pivot")])
    assert skates[0] == sorted(skates[0]) and skates[1] == sorted(skates[1], reverse=True)
    qtbot.waitUntil(lambda: panel.table.currentIndex().row() == panel.model.row_of("c6"))


def test_sorting_stays_when_another_take_comes(panel: TakePanel):
    panel.model.sort(COLUMN["skate"], Qt.SortOrder.DescendingOrder)
    first = panel.model.contact(0).id
    panel.set_take(drawn_take(revision=2))
    assert panel.model.contact(0).id == first


def test_air_is_no_row():
    model = ContactModel()
    model.set_take(drawn_take(contacts=(contact("x", "left_toe", "air", 1, 9),)))
    assert model.rowCount() == 0


def test_thousands_of_contacts_are_rows_too(panel: TakePanel, qtbot):
    panel.set_take(drawn_take(frames=72_000, contacts=many_contacts(6000, 72_000)))
    assert panel.model.rowCount() == 6000
    panel.set_selection(SelectionView(contact="m5999"))
    qtbot.waitUntil(lambda: panel.table.currentIndex().isValid())
    index = panel.table.currentIndex()
    assert panel.table.viewport().rect().intersects(panel.table.visualRect(index))


def test_figures_are_read_out_and_drawn(panel: TakePanel):
    figures = (FigureView("Skate in plants, worst", "41 mm", "0.0 mm", "ok"),)
    before = panel.figures.sizeHint().height()
    panel.figures.set_figures(figures, settled=True)
    assert "captured 41 mm, refined 0.0 mm" in panel.figures.accessibleDescription()
    assert panel.figures.sizeHint().height() < before


def test_a_narrow_column_leaves_out_who_made_it_and_cuts_nothing(panel: TakePanel, qtbot):
    panel.resize(320, 600)
    qtbot.waitUntil(lambda: panel.table.isColumnHidden(COLUMN["by"]))
    width = panel.table.columnWidth(COLUMN["state"])
    assert width >= theme.px(4 + 16 + 6) + panel.table.fontMetrics().horizontalAdvance("Plant")
    panel.resize(392, 600)
    qtbot.waitUntil(lambda: not panel.table.isColumnHidden(COLUMN["by"]))
