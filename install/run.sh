#!/usr/bin/env bash
# With a display: the window on the sample take. Without: the sample clip captured headless.
set -eu
python=.venv/bin/python
if [ -n "${DISPLAY:-}${WAYLAND_DISPLAY:-}" ] || [ "$(uname)" = Darwin ]; then
    exec "$python" main.py --sample
fi
echo "No display here: capturing the sample clip without a window."
mkdir -p out
"$python" main.py capture resources/sample/video.mp4 -o out/sample.bvh --take out/sample.footing
echo
echo "Against the truth of the clip:"
"$python" main.py evaluate out/sample.bvh --truth resources/sample
echo "(No camera was given, so the capture stands in a world of its own: abs_mpjpe_mm and"
echo "reprojection_px compare worlds, not motions.)"
if command -v xvfb-run >/dev/null; then
    xvfb-run -a -s "-screen 0 1920x1080x24" \
        "$python" main.py out/sample.footing --screenshot out/window.png
    echo "The window, as it would look: out/window.png"
else
    echo "No xvfb-run here, so no picture of the window (apt-get install xvfb xauth)."
fi
echo "The motion: out/sample.bvh    The take: out/sample.footing"
