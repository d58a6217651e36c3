"""Threads that ended leave no pools of memory behind."""

from __future__ import annotations

import platform
import subprocess
import sys

import pytest

pytestmark = pytest.mark.skipif(platform.libc_ver()[0] != "glibc", reason="other C libraries")

#: Counts the C library's pools after some threads took memory at once, with its own account.
_POOLS = """
import ctypes, sys, tempfile, threading
import numpy as np
from core.fit.freed_memory import share_one_pool

if sys.argv[1] == "shared":
    share_one_pool()
here = threading.Barrier(4)

def work():
    held = [np.ones(1000) for _ in range(10)]
    here.wait()
    del held

threads = [threading.Thread(target=work) for _ in range(4)]
for one in threads: one.start()
for one in threads: one.join()
libc = ctypes.CDLL(None)
libc.fopen.restype = ctypes.c_void_p
libc.fclose.argtypes = [ctypes.c_void_p]
libc.malloc_info.argtypes = [ctypes.c_int, ctypes.c_void_p]
with tempfile.NamedTemporaryFile() as account:
    file = libc.fopen(account.name.encode(), b"w")
    libc.malloc_info(0, file)
    libc.fclose(file)
    print(account.read().count(b"<heap nr="))
"""


@pytest.mark.parametrize("shared", [True, False])
def test_threads_take_memory_from_one_pool_where_that_is_asked(shared):
    done = subprocess.run(
        [sys.executable, "-c", _POOLS, "shared" if shared else "apart"],
        stdout=subprocess.PIPE, text=True, check=True,
    )  # fmt: skip
    assert (int(done.stdout) == 1) == shared
