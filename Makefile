# The two commands of the README are "make demo" and "make test"; "make help" lists the rest.
SHELL := /bin/bash
.SHELLFLAGS := -eu -o pipefail -c
.NOTPARALLEL:  # never two builds at once in one .build
.DEFAULT_GOAL := help

PREFIX ?= /usr/local
DESTDIR ?=
SWIFTFLAGS ?=
BENCH ?= all
KILLS ?= 300
CONFIG ?= examples/quickstart/hookferry.yaml

.PHONY: help deps bench-deps python toolchain build release demo run test conformance torture fuzz lint format bench install clean

help: ## this list
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "make %-11s %s\n", $$1, $$2 }' Makefile

deps: ## install the Debian packages that are missing
	@.ci/deps

bench-deps: ## install what the benchmark needs on top: nginx, wrk, webhook
	@.ci/deps bench

python: deps ## install what tests compare with (botocore, moto, cfn-lint) into .build/python
	@.ci/python

toolchain:
	@.ci/toolchain

build: toolchain ## debug build in .build/debug
	@.ci/build $(SWIFTFLAGS)

release: toolchain ## optimized build, Swift runtime linked in, in .build/release
	@.ci/build -c release --static-swift-stdlib $(SWIFTFLAGS)

demo: deps build ## a snapshot story on loopback: no account, no network
	@.build/debug/hookferry demo

run: deps build ## serve CONFIG (examples/quickstart)
	@.build/debug/hookferry serve --config $(CONFIG)

test: deps python toolchain ## build and run all tests; FILTER=JSONTests for some
	@.ci/test $(SWIFTFLAGS)

conformance: deps toolchain ## the public suites in ../shared/corpora, with the counts of each
	@test -d ../shared/corpora || { echo "conformance: there is no ../shared/corpora" >&2; exit 1; }
	@HOOKFERRY_MUTANTS=1 FILTER='Conformance|Compliance|CorpusTests' .ci/test $(SWIFTFLAGS)

torture: deps release ## kill the release binary KILLS times (300) and count what is lost; 3 s a kill at most
	@TORTURE_KILLS=$(KILLS) TORTURE_BINARY=.build/release/hookferry FILTER=TortureTests .ci/test

fuzz: deps toolchain ## a minute of libFuzzer on the languages; findings in .build-fuzz
	@.ci/fuzz

lint: toolchain ## check the formatting
	@swift format lint --strict --recursive --parallel Package.swift Sources Tests
	@echo "lint: fine"

format: toolchain ## put the formatting right
	@swift format --in-place --recursive --parallel Package.swift Sources Tests

# Only the requests need nginx, wrk and webhook.
bench: $(if $(filter-out languages,$(BENCH)),bench-deps) deps release ## figures of the README; BENCH=languages for some
	@BENCH=$(BENCH) Tests/Benchmarks/run

.build/release/hookferry:
	@$(MAKE) --no-print-directory deps release

install: .build/release/hookferry ## put the stripped release binary into PREFIX/bin
	@install -D -m 0755 .build/release/hookferry "$(DESTDIR)$(PREFIX)/bin/hookferry"
	@strip "$(DESTDIR)$(PREFIX)/bin/hookferry"
	@echo "installed $(DESTDIR)$(PREFIX)/bin/hookferry"

clean: ## remove what was built
	@rm -rf .build .build-*
