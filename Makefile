# `make demo` and `make test` work on a fresh Debian machine with Rust (https://rustup.rs): what else they need, `system`
# installs. Everything that is built or cached lies in target/.

# What whisper.cpp, libopus and cpal are built with.
BUILD_PACKAGES := cmake g++ make libasound2-dev pkg-config
# What the tests of `saywell record` speak into.
SOUND_PACKAGES := pulseaudio pulseaudio-utils libasound2-plugins
SUDO := $(if $(filter 0,$(shell id -u)),,sudo)
INSTALL = $(SUDO) apt-get update -qq && DEBIAN_FRONTEND=noninteractive $(SUDO) apt-get install -y -qq --no-install-recommends
export WHISPER_DONT_GENERATE_BINDINGS := 1
# These wait for a sound card's clock or for a browser much of the time, so the others run beside them.
WAITING_TESTS := record pages
OTHER_TESTS := $(filter-out $(WAITING_TESTS),$(patsubst tests/%/main.rs,%,$(wildcard tests/*/main.rs)))

# Installs those of the packages $(1) that are missing.
define installed
@command -v dpkg-query > /dev/null || { echo "not Debian; please see to it that there is: $(1)"; exit 0; }; \
missing="$$(for package in $(1); do \
	dpkg-query --show --showformat '$${db:Status-Status}' $$package 2> /dev/null | grep -qx installed || echo $$package; \
done)"; \
if [ -n "$$missing" ]; then echo "installing:" $$missing; $(INSTALL) $$missing; fi
endef

# What is fuzzed, each for so long.
FUZZ_TARGETS := $(basename $(notdir $(wildcard fuzz/fuzz_targets/*.rs)))
MINUTES ?= 10
# `none` tries many times as many inputs: saywell itself forbids unsafe code, so what a sanitizer sees is in its libraries.
SANITIZER ?= address

# Who answers for the packages that are published: an address that can be nobody's (RFC 2606) until there is one.
export MAINTAINER := $(or $(MAINTAINER),the saywell authors <maintainer@saywell.invalid>)

.PHONY: help demo test system sound browser rust format lint tests unit waiting-tests other-tests docs demo-model \
	bench accuracy fuzz audit dist

help:
	@echo "make demo        build, and report on samples/self-intro.wav"
	@echo "make test        everything CI runs"
	@echo "make bench       speed, side by side with peers"
	@echo "make accuracy    what is heard, against hand labels, Praat and Silero (needs Python and the corpus);"
	@echo "                 with MODEL=ggml-base.bin also what is written, with that Whisper"
	@echo "make dist        packages for other machines, in target/dist; MAINTAINER=\"Name <address>\" for those that go out"
	@echo "make fuzz        every reader on inputs of cargo-fuzz's making, MINUTES=10 each (needs nightly Rust); SANITIZER=none is faster"
	@echo "make audit       advisories, licences and sources of what is built in"
	@echo "make demo-model  train models/demo.bin again (several hours, needs Python 3.11)"

demo: system rust
	cargo build --release
	target/release/saywell analyze samples/self-intro.wav --question self-intro --model models/demo.bin

# What the tests speak into and look through is installed while they are built. Clippy comes after: it would have to wait
# for whisper.cpp alone, which the tests build beside much else.
test: system rust format
	+$(MAKE) --jobs=2 tests sound browser
	+$(MAKE) lint
	+$(MAKE) --jobs=2 --output-sync=target unit
	+$(MAKE) docs

system:
	$(call installed,$(BUILD_PACKAGES))

sound:
	$(call installed,$(SOUND_PACKAGES))

# What the tests of the page need: a browser, and what drives it.
browser: target/browser/node_modules/.package-lock.json
	@command -v chromium > /dev/null || command -v google-chrome > /dev/null || { $(INSTALL) chromium; }

# One installation at a time.
target/browser/node_modules/.package-lock.json: tests/browser/package-lock.json | sound
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

tests:
	cargo test --locked --no-run

unit: waiting-tests other-tests

waiting-tests: sound browser
	cargo test --locked $(addprefix --test=,$(WAITING_TESTS))

other-tests:
	cargo test --locked --lib --bins $(addprefix --test=,$(OTHER_TESTS))
	cargo test --locked --doc

docs:
	RUSTDOCFLAGS="-D warnings" cargo doc --no-deps --locked

bench:
	cargo bench --locked

accuracy: rust
	cargo build --release --locked --example sound
	test -d target/references/venv || python3 -m venv target/references/venv
	target/references/venv/bin/pip install --quiet --no-deps --requirement tests/references/requirements.txt
	target/references/venv/bin/python tests/references/sound_accuracy.py
ifdef MODEL
	cargo build --release --locked
	target/references/venv/bin/python tests/references/real_whisper.py $(abspath $(MODEL))
endif

# `make test` runs the same targets on stable, shortly: tests/robust/fuzz.rs.
fuzz: rust
	@command -v cargo-fuzz > /dev/null || cargo install --locked cargo-fuzz
	cargo test --locked --test robust -- --ignored writes_seeds
	for target in $(FUZZ_TARGETS); do \
		mkdir -p fuzz/corpus/$$target fuzz/regressions/$$target; \
		cargo +nightly fuzz run --sanitizer $(SANITIZER) $$target fuzz/corpus/$$target fuzz/regressions/$$target -- \
			-max_total_time=$$(($(MINUTES) * 60)) -timeout=60 -rss_limit_mb=4096 || exit 1; \
	done

# Without a network the advisories of the last time are asked.
audit: rust
	@command -v cargo-deny > /dev/null || cargo install --locked cargo-deny
	cargo deny --locked check || cargo deny --locked --offline check

# For every processor of its kind, not for this one alone: packaging/README.md.
dist: system rust
	GGML_NATIVE=OFF cargo build --release --locked --target-dir target/portable
	packaging/dist.sh target/portable/release/saywell "$$(rustc -vV | sed -n 's/^host: //p')" target/dist
	@command -v dpkg-deb > /dev/null || { echo "not Debian: no .deb"; exit 0; }; \
	command -v cargo-deb > /dev/null || cargo install --locked cargo-deb; \
	CARGO_TARGET_DIR=target/portable cargo deb --no-build --locked --output target/dist/ --maintainer "$$MAINTAINER"

demo-model:
	models/demo/make.sh
