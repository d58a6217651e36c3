"""Rendering 240 frames of the sample motion at 720p, and where the time goes.

    .venv/bin/python -m benchmarks.render [FRAMES]

Seconds of wall and of processor time for each step: body (measuring the rig and meshing it, once),
skin (numpy), draw (OpenGL: skin, shadow, actor, room, reading back), write (all of it, with
libx264). The rival is PyAV writing the same pictures without anybody drawing them: what any
renderer would have to spend at least. The renderer's name says whether a graphics card did it.
"""

from __future__ import annotations

import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import numpy as np

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from core.motion.kinematics import forward_kinematics
from core.motion.resample import resampled
from core.synth.anatomy import find_anatomy
from core.synth.body import make_body
from core.synth.camera_shots import shot_of_motion
from core.synth.graphics import open_context
from core.synth.look import Look
from core.synth.render import render_actor
from core.synth.renderer import Renderer
from core.synth.sample_motion import sample_motion
from core.video.reader import VideoReader
from core.video.writer import VideoWriter


def timed(name: str, frames: int, work: Callable[[], None]) -> None:
    wall, processor = time.perf_counter(), time.process_time()
    work()
    wall, processor = time.perf_counter() - wall, time.process_time() - processor
    each = f"{1000 * processor / frames:7.1f} ms a frame" if frames else ""
    print(f"{name:28s} {wall:7.1f} s wall {processor:7.1f} s processor {each}", flush=True)


def main() -> None:
    frames = int(sys.argv[1]) if len(sys.argv) > 1 else 240
    context = open_context()
    print(f"{context.info['GL_RENDERER']}, {frames} frames of 1280 x 720")
    context.release()
    motion = resampled(sample_motion().motion, np.minimum(np.arange(frames) / 30.0, 8.0 + 1e-12))
    turns, positions = forward_kinematics(motion)
    bodies = []
    timed("body, once", 0, lambda: bodies.append(make_body(find_anatomy(motion))))
    body = bodies[0]
    poses = body.anatomy.segment_poses(turns, positions)
    timed("skin", frames, lambda: [body.skinned(*pose) for pose in zip(*poses, strict=True)][:0])
    camera = shot_of_motion(positions)
    with Renderer(
        body, camera, look=Look(), floor_height=0.0, way=positions.reshape(-1, 3)
    ) as drawn:
        drawn.draw(poses[0][0], poses[1][0])  # compiles the programs
        timed("draw", frames, lambda: [drawn.draw(*p) for p in zip(*poses, strict=True)][:0])
    with tempfile.TemporaryDirectory() as folder:
        whole = Path(folder) / "whole"
        timed("all: render_actor", frames, lambda: render_actor(motion, whole, rate=30.0))
        with VideoReader(whole / "video.mp4") as video:
            pictures = [np.array(picture) for picture in video.frames(0, min(frames, 60))]

        def write_only() -> None:
            with VideoWriter(Path(folder) / "again.mp4", 1280, 720, 30.0, crf=23.0) as video:
                for picture in pictures:
                    video.write(picture)

        timed(f"rival: PyAV writes {len(pictures)}", len(pictures), write_only)


if __name__ == "__main__":
    main()
