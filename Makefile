# `make demo` and `make test` work on a fresh Debian machine with Rust (https://rustup.rs): what else they need, `system`
# installs. Everything that is built or cached lies in target/.

# What whisper.cpp and libopus are built with.
PACKAGES := cmake g++ make
INSTALL = command -v apt-get > /dev/null && $(SUDO) apt-get update -qq && \
	DEBIAN_FRONTEND=noninteractive $(SUDO) apt-get install -y -qq --no-install-recommends
SUDO := $(if $(filter 0,$(shell id -u)),,sudo)
export WHISPER_DONT_GENERATE_BINDINGS := 1

.PHONY: help demo test system browser rust format lint unit docs demo-model bench accuracy

help:
	@echo "make demo        build, and report on samples/self-intro.wav"
	@echo "make test        everything CI runs"
	@echo "make bench       speed, side by side with peers"
	@echo "make accuracy    what is heard, against hand labels, Praat and Silero (needs Python and the corpus)"
	@echo "make demo-model  train models/demo.bin again (several hours, needs Python 3.11)"

demo: system rust
	cargo build --release
	target/release/saywell analyze samples/self-intro.wav --question self-intro --model models/demo.bin

test: system browser rust format lint unit docs

system:
	@missing="$$(for package in $(PACKAGES); do command -v $$package > /dev/null || echo $$package; done)"; \
	if [ -n "$$missing" ]; then \
		command -v apt-get > /dev/null || { echo "please install: $$missing"; exit 1; }; \
		echo "installing:" $$missing; \
		$(SUDO) apt-get update -qq && DEBIAN_FRONTEND=noninteractive $(SUDO) apt-get install -y -qq --no-install-recommends $$missing; \
	fi

# What the tests of the page need: a browser, and what drives it.
browser: target/browser/node_modules/.package-lock.json
	@command -v chromium > /dev/null || command -v google-chrome > /dev/null || { $(INSTALL) chromium; }

target/browser/node_modules/.package-lock.json: tests/browser/package-lock.json
	@command -v npm > /dev/null || { $(INSTALL) nodejs npm; }
	mkdir -p target/browser
	cp tests/browser/package.json tests/browser/package-lock.json target/browser/
	cd target/browser && npm ci --ignore-scripts --no-audit --no-fund --loglevel=error

rust:
	@command -v cargo > /dev/null || { echo "please install Rust: https://rustup.rs"; exit 1; }

format:
	cargo fmt --check

lint:
	cargo clippy --all-targets --locked -- -D warnings

unit:
	cargo test --locked

docs:
	RUSTDOCFLAGS="-D warnings" cargo doc --no-deps --locked

bench:
	cargo bench --locked

accuracy: rust
	cargo build --release --locked --example sound
	test -d target/references/venv || python3 -m venv target/references/venv
	target/references/venv/bin/pip install --quiet --no-deps --requirement tests/references/requirements.txt
	target/references/venv/bin/python tests/references/sound_accuracy.py

demo-model:
	models/demo/make.sh
