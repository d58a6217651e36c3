"""Where a file lies, as far as locking and writing to it are concerned."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

_NETWORK_KINDS = {
    "nfs", "nfs4", "cifs", "smb", "smb2", "smb3", "smbfs", "afpfs", "fuse.sshfs", "9p", "ceph",
    "fuse.glusterfs", "davfs", "fuse.rclone",
}  # fmt: skip


def on_network_share(path: Path, mounts: Path = Path("/proc/mounts")) -> bool:
    """Whether `path` lies on a share, where SQLite's shared memory (WAL) cannot be trusted."""
    if str(path).startswith(("\\\\", "//")):
        return True
    try:
        lines = mounts.read_text().splitlines()
    except OSError:
        return False
    real = os.path.realpath(path)
    best, kind = "", ""
    for line in lines:
        words = line.split()
        if len(words) < 3:
            continue
        folder = words[1].replace("\\040", " ")
        inside = real == folder or real.startswith(folder.rstrip("/") + "/")
        if inside and len(folder) >= len(best):
            best, kind = folder, words[2]
    return kind in _NETWORK_KINDS


def free_bytes(path: Path) -> int:
    """Bytes that can still be written where a file lies. Raises: OSError where none says."""
    return shutil.disk_usage(path.parent).free
