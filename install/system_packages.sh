#!/usr/bin/env bash
# Installs the Debian/Ubuntu packages that Footing needs, or names exactly those that are missing.
# usage: system_packages.sh run|test
set -eu
run=(libegl1 libgl1 libgl1-mesa-dri libglib2.0-0 libfontconfig1 libdbus-1-3 libxcb-cursor0
     libxcb-icccm4 libxcb-keysyms1 libxcb-shape0 libxkbcommon-x11-0 xvfb xauth)
test=(blender)

command -v dpkg-query >/dev/null || { echo "Not Debian or Ubuntu: see README, 'Start'."; exit 0; }

missing=()
wanted=("${run[@]}")
[ "${1:-run}" = test ] && wanted+=("${test[@]}")
for package in "${wanted[@]}"; do
    # Debian 13 and Ubuntu 24.04 renamed some packages with a t64 suffix
    dpkg-query -W -f='${Status}\n' "$package" "${package}t64" 2>/dev/null | grep -q "ok installed" ||
        missing+=("$package")
done
[ ${#missing[@]} -eq 0 ] && exit 0

as_root=()
if [ "$(id -u)" != 0 ]; then
    if command -v sudo >/dev/null && sudo -n true 2>/dev/null; then
        as_root=(sudo -n)
    else
        echo "These system packages are missing; install them and run this again:"
        echo "  sudo apt-get install --no-install-recommends ${missing[*]}"
        [ "${1:-run}" = test ] && echo "(Tests that need them will skip and say so.)"
        exit 0
    fi
fi
echo "Installing system packages: ${missing[*]}"
"${as_root[@]}" apt-get update -qq
for package in "${missing[@]}"; do
    DEBIAN_FRONTEND=noninteractive "${as_root[@]}" apt-get install -y -qq --no-install-recommends \
        "$package" >/dev/null 2>&1 ||
        DEBIAN_FRONTEND=noninteractive "${as_root[@]}" apt-get install -y -qq \
            --no-install-recommends "${package}t64" >/dev/null 2>&1 ||
        echo "Could not install the system package $package; install it by hand."
done
