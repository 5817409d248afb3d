# `make demo` and `make test` work on a fresh Debian machine with Rust (https://rustup.rs): what else they need, `system`
# installs. Everything that is built or cached lies in target/.

# What whisper.cpp and libopus are built with, and cpal; then what the tests of `saywell record` speak into.
PACKAGES := cmake g++ make libasound2-dev pkg-config pulseaudio pulseaudio-utils libasound2-plugins
SUDO := $(if $(filter 0,$(shell id -u)),,sudo)
export WHISPER_DONT_GENERATE_BINDINGS := 1

.PHONY: help demo test system rust format lint unit docs demo-model bench accuracy

help:
	@echo "make demo        build, and report on samples/self-intro.wav"
	@echo "make test        everything CI runs"
	@echo "make bench       speed, side by side with peers"
	@echo "make accuracy    what is heard, against hand labels, Praat and Silero (needs Python and the corpus)"
	@echo "make demo-model  train models/demo.bin again (several hours, needs Python 3.11)"

demo: system rust
	cargo build --release
	target/release/saywell analyze samples/self-intro.wav --question self-intro --model models/demo.bin

test: system rust format lint unit docs

system:
	@command -v dpkg-query > /dev/null || { echo "not Debian; please see to it that there is: $(PACKAGES)"; exit 0; }; \
	missing="$$(for package in $(PACKAGES); do \
		dpkg-query --show --showformat '$${db:Status-Status}' $$package 2> /dev/null | grep -qx installed || echo $$package; \
	done)"; \
	if [ -n "$$missing" ]; then \
		echo "installing:" $$missing; \
		$(SUDO) apt-get update -qq && DEBIAN_FRONTEND=noninteractive $(SUDO) apt-get install -y -qq --no-install-recommends $$missing; \
	fi

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
