"""Runs inside Blender: import a BVH as the preset says, write what the scene holds as JSON.

blender -b --factory-startup --python imported_in_blender.py -- FILE.bvh OUT.json
"""

import builtins
import json
import sys
from pathlib import Path

import bpy
from io_anim_bvh import import_bvh


def open_plainly(path, mode="r", *arguments, **named):
    # Debian 12 runs Blender 3.4 on Python 3.11, which no longer knows the "U" that 3.4's importer
    # asks for; nothing else about the importer is changed
    return builtins.open(path, mode.replace("U", ""), *arguments, **named)  # noqa: PTH123


import_bvh.open = open_plainly

source, target = sys.argv[sys.argv.index("--") + 1 :]
bpy.ops.wm.read_factory_settings(use_empty=True)
scene = bpy.context.scene
scene.frame_end = 1  # so that it can be seen to be extended
bpy.ops.import_anim.bvh(
    filepath=source, update_scene_fps=True, update_scene_duration=True, use_fps_scale=False
)
armature = next(thing for thing in bpy.data.objects if thing.type == "ARMATURE")
first, last = (round(frame) for frame in armature.animation_data.action.frame_range)
frames = []
for frame in range(first, last + 1):
    scene.frame_set(frame)
    world = armature.matrix_world
    frames.append({bone.name: list(world @ bone.head) for bone in armature.pose.bones})
Path(target).write_text(
    json.dumps(
        {
            "rate": scene.render.fps / scene.render.fps_base,
            "first": first,
            "last": last,
            "scene_end": scene.frame_end,
            "frames": frames,
        }
    )
)
