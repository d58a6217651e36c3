# make run     install everything and open the window on the sample take
# make test    install everything and run all tests but the slow ones
# make check   ruff, pyright, import contracts
# make bench   what is fast, beside what a user would pick instead
.PHONY: run test test-slow check fix bench sample golden guide

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
	.venv/bin/python -m benchmarks
