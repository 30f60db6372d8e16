# What can be done here; `make help` lists it.

SHELL := bash
.SHELLFLAGS := -euo pipefail -c
.DEFAULT_GOAL := build

SWIFT := swift
# Where `make install` puts things.
PREFIX := /usr/local
# What every build of this package is held to.
STRICT := -Xswiftc -warnings-as-errors --explicit-target-dependency-import-check error
# Every Swift file of the repository, and every C file that is compiled without a package.
SWIFT_FOLDERS := Package.swift Sources Tests bench converter Examples

.PHONY: help
help: ## List the targets
	@sed -n 's/^\([a-z-]*\):.*## \(.*\)/  make \1\t\2/p' $(MAKEFILE_LIST) | expand -t 24

.PHONY: setup
setup: ## Install what building needs, or say which command does
	@Scripts/require libflatbuffers-dev

.PHONY: build
build: setup ## Build the command-line tool and the libraries, optimized
	Scripts/release

.PHONY: test
test: setup ## Run the tests
	$(SWIFT) test

.PHONY: check
check: setup lint check-c ## Everything that a change must pass
	Scripts/operators-table --check
	$(SWIFT) build --build-tests $(STRICT)
	Scripts/documents
	Scripts/reference
	$(SWIFT) test $(STRICT)
	$(MAKE) check-code check-library check-damage check-python check-report

.PHONY: check-code
check-code: ## Look at the kernels' instructions, and run them on emulated machines
	@Scripts/require gcc-aarch64-linux-gnu gcc-arm-linux-gnueabihf nodejs qemu-user
	Tests/CodegenTests/run
	Tests/CrossTests/run

.PHONY: check-damage
check-damage: setup ## Run damaged files under sanitizers
	Tests/HostileTests/sanitized

.PHONY: check-c
check-c: ## Compile every C file with all warnings as errors
	@Scripts/require gcc-arm-none-eabi
	Scripts/check-c

.PHONY: check-library
check-library: ## Build the C library for every machine, and test what it is made of
	@Scripts/require gcc-aarch64-linux-gnu gcc-arm-linux-gnueabihf gcc-riscv64-linux-gnu nodejs \
	  pkg-config qemu-user valgrind
	Tests/LibraryTests/run
	Scripts/check-sizes
	Scripts/instruction-counts
	Tests/InstallTests/run
	Tests/CrossTests/models

.PHONY: check-python
check-python: setup ## Test the Python package, without frameworks
	$(SWIFT) build $(STRICT) --product swiftlet
	Scripts/test-python "$$($(SWIFT) build --show-bin-path)/swiftlet"

.PHONY: check-report
check-report: setup ## Look at the page of `swiftlet report` in Chromium, where that is installed
	$(SWIFT) build $(STRICT) --product swiftlet
	Tests/ReportTests/run "$$($(SWIFT) build --show-bin-path)/swiftlet"

.PHONY: test-python
test-python: build ## Test the Python package with Keras, PyTorch, Dask and Ray
	Scripts/test-python "$$(Scripts/release --show-bin-path)/swiftlet" --frameworks

.PHONY: wheel
wheel: setup ## Build the Python package for Linux on x86-64 and AArch64, into build/wheels
	@Scripts/require gcc-aarch64-linux-gnu
	Scripts/wheel

.PHONY: library
library: ## Build the C library; TRIPLE= names another machine
	$(if $(filter aarch64-linux,$(TRIPLE)),@Scripts/require gcc-aarch64-linux-gnu)
	$(if $(filter armv7-linux,$(TRIPLE)),@Scripts/require gcc-arm-linux-gnueabihf)
	Scripts/library $(TRIPLE)

.PHONY: install
install: build library ## Install the command, the C library, the manual page and completions; PREFIX=/usr/local
	Scripts/install $(PREFIX)

.PHONY: uninstall
uninstall: ## Remove what install put there; PREFIX= as it was
	Scripts/install --remove $(PREFIX)

.PHONY: deb
deb: build library ## Build a Debian package of the same
	Scripts/deb

.PHONY: demo
demo: build ## Convert a model and run it
	Scripts/demo

.PHONY: bench
bench: setup ## Time the kernels, and the layers of real networks beside the processor's peak
	Scripts/release --product SwiftletBench
	.build/release/SwiftletBench peak
	.build/release/SwiftletBench kernels
	for list in bench/shapes/*.txt; do .build/release/SwiftletBench shapes "$$list"; done

.PHONY: docs
docs: setup ## Build the reference of the Swift modules as pages, into build/docs
	$(SWIFT) build $(STRICT)
	Scripts/reference

.PHONY: conformance
conformance: build ## Run the node tests of ONNX, and write docs/CONFORMANCE.md
	Scripts/conformance

.PHONY: quality
quality: build ## Compare quantizers on public models, and write the tables of docs/QUANTIZATION.md
	Scripts/quality
	Scripts/quality --methods

.PHONY: models
models: build ## Train the models of the zoo again, compare their bytes, and write their figures
	Scripts/models

.PHONY: bench-peers
bench-peers: build library ## Time other engines on the same models, and write bench/RESULTS.md
	Scripts/bench-peers

.PHONY: lint
lint: ## Hold every Swift file to the house's format
	$(SWIFT) format lint --strict --recursive $(wildcard $(SWIFT_FOLDERS))

.PHONY: format
format: ## Write every Swift file in the house's format
	$(SWIFT) format --in-place --recursive $(wildcard $(SWIFT_FOLDERS))

.PHONY: clean
clean: ## Remove everything that was built
	rm -rf .build build
	find Examples -maxdepth 2 -name .build -exec rm -rf {} +
