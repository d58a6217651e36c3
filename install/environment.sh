#!/usr/bin/env bash
# Makes .venv with everything that the named extras of pyproject.toml need.
# usage: environment.sh [EXTRA ...]      (run from the project's root; PYTHON names an interpreter)
set -eu
fits() { "$1" -c 'import sys; sys.exit(not (3, 11) <= sys.version_info[:2] <= (3, 12))' 2>/dev/null; }

if [ ! -x .venv/bin/python ]; then
    chosen=""
    for candidate in ${PYTHON:-} python3.12 python3.11 python3; do
        if command -v "$candidate" >/dev/null && fits "$candidate"; then chosen=$candidate; break; fi
    done
    if [ -z "$chosen" ]; then
        echo "Footing needs Python 3.11 or 3.12 (MediaPipe has no wheel for newer ones)."
        echo "Install one, for example 'sudo apt-get install python3.12 python3.12-venv' or"
        echo "'uv python install 3.12', then run: PYTHON=/path/to/python3.12 make run"
        exit 4
    fi
    if ! "$chosen" -m venv .venv 2>/dev/null; then
        rm -rf .venv
        package="$("$chosen" -c 'import sys; print("python%d.%d-venv" % sys.version_info[:2])')"
        if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; then
            apt-get update -qq && apt-get install -y -qq "$package" >/dev/null
        elif command -v sudo >/dev/null && sudo -n true 2>/dev/null; then
            sudo -n apt-get update -qq && sudo -n apt-get install -y -qq "$package" >/dev/null
        else
            echo "Python's venv module is missing: sudo apt-get install $package"; exit 4
        fi
        "$chosen" -m venv .venv
    fi
fi

# numba does not see that a kernel which is compiled into another file's has changed
kernels="$(grep -rl --include='*.py' njit core | LC_ALL=C sort | xargs cat | cksum | cut -d' ' -f1)"
if [ "$(cat .venv/kernels 2>/dev/null)" != "$kernels" ]; then
    find core -name '*.nb[ic]' -delete
    echo "$kernels" > .venv/kernels
fi

stamp=".venv/installed-$(cat pyproject.toml constraints.txt install/environment.sh | cksum | cut -d' ' -f1)-$(echo "$*" | tr ' ' '-')"
[ -e "$stamp" ] && exit 0
echo "Installing Python packages into .venv (a few minutes the first time)"
.venv/bin/python install/requirements.py "$@" > .venv/requirements.txt
torch=()
case " $* " in *" bench "*)
    # torch as PyPI has it for Linux brings gigabytes of CUDA; its own index has it without, and
    # pip prefers that. Where it cannot be reached, pip says so and takes PyPI's.
    torch=(--retries 1 --extra-index-url https://download.pytorch.org/whl/cpu) ;;
esac
.venv/bin/pip install --quiet --disable-pip-version-check -c constraints.txt ${torch[@]+"${torch[@]}"} \
    -r .venv/requirements.txt
# mediapipe 0.10.21 declares numpy<2, jax and another OpenCV, and needs none of them; its
# landmarks are the same with numpy 2 to the last digit.
.venv/bin/pip install --quiet --disable-pip-version-check -c constraints.txt \
    absl-py attrs flatbuffers protobuf matplotlib sounddevice
.venv/bin/pip install --quiet --disable-pip-version-check --no-deps mediapipe==0.10.21
touch "$stamp"
