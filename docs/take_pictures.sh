#!/usr/bin/env bash
# The pictures of README.md and docs/guide.md, taken of the real window on the sample take.
set -eu
cd "$(dirname "$0")/.."
python=.venv/bin/python
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
# a home of its own: pictures show folders as an animator has them
export HOME="$scratch/home"
export FOOTING_SETTINGS="$scratch/settings" FOOTING_TAKES="$HOME/Footing"
shoot() { # shoot PICTURE ARGUMENT...
    local picture=docs/pictures/$1
    shift
    xvfb-run -a -s "-screen 0 1920x1080x24" "$python" main.py --screenshot "$picture" "$@"
}
shoot welcome.png --size 1280x720
xvfb-run -a -s "-screen 0 1920x1080x24" "$python" docs/keyed_pictures.py sample resources/sample/picture.jpg
shoot review.png --sample --size 1920x1080 --at 2.9 --joint LeftFoot
shoot review-light.png --sample --at 6.1 --size 1280x720 --theme light
cp resources/sample/video.mp4 "$scratch/clip.mp4"
shoot capture.png "$scratch/clip.mp4" --size 1280x720
# frame by frame, as captures come elsewhere: there the queue has something to say
"$python" main.py capture "$scratch/clip.mp4" --solver landmarks -o "$scratch/rough.bvh" --take "$scratch/rough.footing"
xvfb-run -a -s "-screen 0 1920x1080x24" "$python" docs/keyed_pictures.py queue docs/pictures/queue.png "$scratch/rough.footing"
xvfb-run -a -s "-screen 0 1920x1080x24" "$python" docs/keyed_pictures.py export docs/pictures/export.png
