# What a person types. `make` alone explains itself; the lab's own words are in deploy/lab.
.DEFAULT_GOAL := help
SHELL := /bin/bash
LAB := deploy/lab/lab
UI := web/ui
export GOFLAGS := -trimpath
# The Go that go.mod names, where it can be had: known faults of the standard library are mended in it.
export GOTOOLCHAIN := $(shell GOTOOLCHAIN=auto go version >/dev/null 2>&1 && echo auto || echo local)
GO_FILES = $(shell git ls-files -co --exclude-standard '*.go')
LINE ?= 116111
SECONDS ?= 60

.PHONY: help tools build binary up call check lint test core race supplied screens e2e stories aside paint supply vulnerable bench clean

help: ## this list
	@awk -F ':.*## ' '/^[a-z]+:.*## / {printf "  make %-7s %s\n", $$1, $$2}' Makefile

tools:
	@command -v go >/dev/null || { echo "Go is missing: install Go 1.26 or newer from https://go.dev/dl" >&2; exit 1; }
	@command -v npm >/dev/null || { echo "Node is missing: install Node 20.19 or newer, with npm, from https://nodejs.org" >&2; exit 1; }
	@node -e 'const [a, b] = process.versions.node.split("."); process.exit(a > 20 || a == 20 && b >= 19 ? 0 : 1)' || \
		{ echo "Node is too old: install Node 20.19 or newer from https://nodejs.org" >&2; exit 1; }

$(UI)/node_modules/.package-lock.json: $(UI)/package-lock.json | tools
	@cd $(UI) && npm ci --no-audit --no-fund --loglevel=error

$(UI)/dist/index.html: $(UI)/node_modules/.package-lock.json $(shell find $(UI)/src $(UI)/*.html $(UI)/*.ts $(UI)/*.js -type f 2>/dev/null)
	@cd $(UI) && npm run --silent build -- --logLevel error && touch dist/.gitkeep dist/index.html

build: tools $(UI)/dist/index.html ## the service with its pages, in bin/alo116
	@$(MAKE) --no-print-directory binary

binary: # the same to the last bit wherever one commit is built
	@CGO_ENABLED=0 go build -o bin/alo116 ./cmd/alo116

up: build ## the whole product with demo people, until Ctrl-C
	@$(LAB) install
	@exec $(LAB) up serve

call: ## a child calls: LINE=116111|116000 ANONYMOUS=1 SECONDS=60 FROM=+355690000042
	@$(LAB) up call "$(LINE)" --seconds "$(SECONDS)" $(if $(ANONYMOUS),--anonymous) $(if $(FROM),--from $(FROM))

check: lint ## the quick part of the tests
	@$(LAB) install
	@$(LAB) test with go test -short ./queue/... ./agent/... ./ari/... ./web ./cmd/...

lint: tools $(UI)/node_modules/.package-lock.json
	@test -z "$$(gofmt -l $(GO_FILES))" || { echo "not formatted: $$(gofmt -l $(GO_FILES))" >&2; exit 1; }
	@go vet -tags real ./...
	@cd $(UI) && npm run --silent check && npm run --silent test

test: build ## everything, on the real Asterisk, PostgreSQL and browser
	@$(LAB) install
	@$(LAB) test with $(MAKE) --no-print-directory -j2 --output-sync=line lint vulnerable core
	@$(LAB) test with $(MAKE) --no-print-directory -j2 --output-sync=line race screens # both wait more than they work
	@$(MAKE) --no-print-directory -j3 --output-sync=line stories aside supplied # builds, beside what waits
	@$(LAB) test with $(MAKE) --no-print-directory paint

# Of one goroutine: there is nothing to race, and the thief who tries every number of the country would take minutes.
THIEF := ^TestAStolenDatabaseIsWorthless$$
core:
	@go test -timeout 10m ./queue/...
	@go test -timeout 10m -run '$(THIEF)' ./sql

race:
	@go test -race -tags real -timeout 15m -skip '$(THIEF)' $$(go list ./... | grep -Ev '/(queue|deploy/supply)')

supplied: # what it is made of, and that it is the same wherever it is built
	@go test -tags real -timeout 15m ./deploy/supply

screens: $(UI)/dist/index.html # every page in a real browser, beside a service of the tests' own
	@cd $(UI) && npx vitest run --config vitest.screens.config.ts

# Calls through everything, one after the other. What mostly waits for something that was killed is told in a lab of its own, beside
# the others; how fast the desk is painted, when it is quiet.
AWAY := $(patsubst %,e2e/%.test.mjs,interrupted order refusing revealing service-away withheld)
STORIES = $(filter-out $(AWAY) e2e/paint.test.mjs,$(patsubst $(UI)/%,%,$(wildcard $(UI)/e2e/*.test.mjs)))
TELL := cd $(UI) && node --test --test-concurrency=1

e2e: stories aside
	@$(LAB) test with $(MAKE) --no-print-directory paint

stories:
	@$(LAB) test with bash -c '$(TELL) $(STORIES)'

aside:
	@LAB_PORT=$$(($${LAB_PORT:-9116} + 500)) LAB_RTP=$$(($${LAB_RTP:-21000} + 4000)) $(LAB) aside with bash -c '$(TELL) $(AWAY)'

paint:
	@cd $(UI) && node --test e2e/paint.test.mjs

supply: vulnerable ## known vulnerabilities, and the bills of materials in bin/
	@deploy/supply/bill

vulnerable: tools
	@deploy/supply/vulnerable

bench: build ## app_queue and the service in turn on one Asterisk, then 1,000 screens: a table, and .lab/bench.json
	@$(LAB) install
	@LAB_PORT=9416 LAB_RTP=27000 $(LAB) bench with go run ./deploy/bench

clean: ## forgets the lab's data and all that was built; CACHE=1 also what was fetched
	@for lab in .lab/*/; do [ ! -e "$$lab/password" ] || $(LAB) "$$(basename "$$lab")" clean; done
	@rm -rf .lab bin $(UI)/node_modules $(UI)/dist/[!.]* $(UI)/e2e/out
	@$(if $(CACHE),$(LAB) forget)
