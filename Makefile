# make run     install everything and open the window on the sample take
# make test    install everything and run all tests but the slow ones
# make check   ruff, pyright, import contracts
# make bench   what is fast, beside what a user would pick instead
# make lab     rendered actors captured and measured in one table, with its history
# make sample, make pictures   what is made by our own code, made again
.PHONY: run test test-slow check fix bench lab sample pictures

run:
	@install/system_packages.sh run
	@install/environment.sh
	@install/run.sh

test:
	@install/system_packages.sh test
	@install/environment.sh test check
	.venv/bin/ruff check .
	.venv/bin/lint-imports
	.venv/bin/python -m pytest -m "not slow"

test-slow:
	@install/system_packages.sh test
	@install/environment.sh test check
	.venv/bin/python -m pytest

check:
	@install/environment.sh test check
	.venv/bin/ruff check .
	.venv/bin/ruff format --check .
	.venv/bin/pyright
	.venv/bin/lint-imports

fix:
	.venv/bin/ruff check --fix .
	.venv/bin/ruff format .

bench:
	@install/system_packages.sh run
	@install/environment.sh bench
	xvfb=; [ -n "$$DISPLAY" ] || xvfb="xvfb-run -a -s '-screen 0 1920x1080x24'"; \
	eval $$xvfb .venv/bin/python -m benchmarks

# LAB="--quick" or clip names; the first run renders, later ones only fit and measure
lab:
	@install/system_packages.sh run
	@install/environment.sh
	.venv/bin/python -m benchmarks.lab $(LAB)

# the files of resources/rigs and resources/sample, made again by our own code
sample:
	@install/environment.sh
	.venv/bin/python -m core.synth.shipped_files

# the pictures of README and guide, taken of the real window
pictures:
	@install/system_packages.sh run
	@install/environment.sh
	docs/take_pictures.sh
