# Vonal. "make help" says what there is.
SHELL := /bin/bash
.SHELLFLAGS := -euo pipefail -c
.DEFAULT_GOAL := help

DATA ?= var/run
HTTP ?= 127.0.0.1:8080
SIP  ?= 127.0.0.1:5060

export CGO_ENABLED := 1
export VONAL_ASTERISK_ROOT ?= $(CURDIR)/var/asterisk-root

.PHONY: help run test check build bench shots generate install install-test clean

help: ## list the targets
	@awk -F ':.*## ' '/^[a-z]+:.*## / {printf "  make %-9s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

run: install build ## start the demo company; DATA=, HTTP= and SIP= choose where
	@exec bin/vonal run --data $(DATA) --http $(HTTP) --sip $(SIP) --demo --past

test: install-test build bin/phones ## everything: rules, adapters, real calls, the page in a browser
	@exec scripts/test.sh all

check: install-test build ## the fast part of the tests
	@exec scripts/test.sh fast

build: var/stamp/web bin/vonal ## build the page and bin/vonal

bench: install-test build ## measure beside app_queue, Dial() and plain Redis; tables, and JSON in var/bench
	@npm --prefix web run --silent size
	@go run ./cmd/bench

shots: install-test build ## screenshots of every page into var/shots
	@scripts/with-demo.sh --past npm --prefix web run --silent shots --

generate: install ## write the generated files anew
	go generate ./...
	cd web && npm run generate

install: ## install what this machine lacks
	@scripts/install-missing.sh
	@scripts/asterisk-root.sh

install-test: install
	@scripts/install-missing.sh test

clean: ## remove what was built; keeps the Asterisk folder
	rm -rf bin web/dist/assets web/dist/index.html var/stamp/web

WEB := $(shell find web -path web/node_modules -prune -o -path web/dist -prune -o -type f -print)

var/stamp/npm: web/package-lock.json
	@echo "installing the page's packages"
	@cd web && npm ci --no-audit --no-fund --loglevel=error
	@mkdir -p var/stamp && touch $@

var/stamp/web: var/stamp/npm $(WEB)
	@echo "building the page"
	@cd web && npm run --silent build
	@mkdir -p var/stamp && touch $@

GO := $(shell find . -name '*.go' -not -path './web/node_modules/*' -not -path './var/*') go.mod
EMBEDDED := $(shell find asterisk-conf routing/agentstore/lua crm/store/migrations api -type f -not -name '*.go' 2>/dev/null)

bin/vonal: var/stamp/web $(GO) $(EMBEDDED)
	@echo "building bin/vonal"
	@go build -o $@ ./cmd/vonal

bin/phones: $(GO)
	@go build -o $@ ./cmd/phones
