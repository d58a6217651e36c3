"""A qtbot that waits as long as a loaded machine needs: tests assert states, never wall time."""

from __future__ import annotations

from pytestqt.qtbot import QtBot

#: ms. A fresh clone compiles its kernels at their first use, beside other work for minutes.
PATIENCE = 240_000


class PatientBot(QtBot):
    """Gives every wait at least `PATIENCE`; a state that never comes still fails.

    A wait that does not raise is one for nothing to happen (`assertNotEmitted`): it keeps its time.
    """

    def waitUntil(self, callback, timeout=0):
        return super().waitUntil(callback, timeout=max(timeout, PATIENCE))

    def waitSignal(self, signal, *, timeout=0, raising=None, check_params_cb=None):
        return super().waitSignal(
            signal,
            timeout=timeout if raising is False else max(timeout, PATIENCE),
            raising=raising,
            check_params_cb=check_params_cb,
        )

    def waitSignals(self, signals, *, timeout=0, **more):
        return super().waitSignals(signals, timeout=max(timeout, PATIENCE), **more)

    def waitExposed(self, widget, *, timeout=0):
        return super().waitExposed(widget, timeout=max(timeout, PATIENCE))
