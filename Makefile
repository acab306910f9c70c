# How Athar is built, run and checked. `make help` lists the targets.
# Needed: GNU make, Go 1.26, a C and C++ compiler; node 18 or later for the browser tests alone.

GO      ?= go
SAMPLE  ?= doha
FILES   ?=
LISTEN  ?=
PACKAGE ?= ./...
KILLS   ?= 10000
FOR     ?= 10h
SIZE    ?= 1m
COMMITS ?= 2000
ONLY    ?=
ROUNDS  ?= 20

# Laws are tried on cases drawn at random: the same ones in every run, so that a run that was green stays green.
# make laws draws others.
export RAPID_SEED ?= 1

# Where several things run at once: these are tested again with the race detector.
RACE := ./cmd/athar ./dashboards/... ./ingest ./ingest/internal/mapping ./ingest/lake ./internal/lockedsql ./queries ./queries/internal/warehouse ./sample-data

# Outside a clone there is no commit to put into the program.
STAMP := $(if $(shell git rev-parse HEAD 2>/dev/null),,-buildvcs=false)
FOLDERS := cmd dashboards ingest internal models queries sample-data
BROWSER := dashboards/browser

.DEFAULT_GOAL := help
.PHONY: help run build test test-go test-pages check format vet modules race rules laws soak soak-mixed pages notice bench statistics coverage clean

help: ## list the targets
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "make %-11s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

run: build ## build Athar, load a sample and serve it: make run SAMPLE=oulad FILES=../data/oulad
	@bin/athar demo $(SAMPLE) $(if $(FILES),--files "$(patsubst ~/%,$(HOME)/%,$(FILES))") $(if $(LISTEN),--listen $(LISTEN))

build: ## build bin/athar
	@echo 'Building Athar (the first build takes some minutes: DuckDB is linked in)…'
	@$(GO) build $(STAMP) -o bin/athar ./cmd/athar

test: test-go test-pages ## run every test; installs what the browser tests need

test-go: ## run the Go tests
	$(GO) test -timeout 30m $(PACKAGE)

# The sample is loaded and served for real, and looked at as a reader's browser does.
test-pages: build $(BROWSER)/node_modules/.package-lock.json ## run the browser tests
	@chromium="$$(sh $(BROWSER)/chromium.sh)" && CHROME_PATH="$$chromium" node $(BROWSER)/check.mjs --start bin/athar doha

$(BROWSER)/node_modules/.package-lock.json: $(BROWSER)/package-lock.json
	@command -v npm >/dev/null || { echo 'The browser tests need node 18 or later with npm, and none was found. Install it and run make test again.' >&2; exit 1; }
	cd $(BROWSER) && npm ci --no-audit --no-fund --loglevel=error

check: format modules vet rules race ## format, vet, staticcheck, repository rules, race detector: what must hold before a commit
	@echo 'check: all good'

format:
	@bad="$$("$$($(GO) env GOROOT)/bin/gofmt" -l $(FOLDERS))"; [ -z "$$bad" ] || { echo "These files are not formatted; run gofmt -w on them:"; echo "$$bad"; exit 1; }

vet:
	$(GO) vet ./...
	$(GO) tool staticcheck ./...

# What go.mod says is what the code uses, and what was downloaded is what was published.
modules:
	$(GO) mod tidy -diff
	$(GO) mod verify

# Who may import whom, what may stand where, and that what is generated is up to date.
rules:
	$(GO) test -count=1 ./internal/rules ./internal/notice
	$(GO) test -count=1 ./queries/stats/... -run Reference

race:
	$(GO) test -race -short -timeout 30m $(RACE)

# What they find is mended and kept as a case.
laws: ## try the laws on cases never drawn before, by hand: make laws ROUNDS=20
	RAPID_SEED=0 RAPID_CHECKS=$$((100 * $(ROUNDS))) $(GO) test -count=1 -timeout 10h \
		$$(grep -rl --include='*_test.go' pgregory.net/rapid $(FOLDERS) | xargs -n1 dirname | sort -u | sed 's|^|./|')

# Every post that was acknowledged must be there in the end, and athar verify content.
soak: ## kill a service under load, by hand: make soak KILLS=10000 FOR=10h
	ATHAR_SOAK_KILLS=$(KILLS) ATHAR_SOAK_TIME=$(FOR) $(GO) test ./cmd/athar -count=1 -timeout 24h -v -run TestKillsLoseNothingAcknowledged

soak-mixed: ## kills, loads, people forgotten, backups and full disks by turns under load, by hand and by root: make soak-mixed FOR=1h
	ATHAR_SOAK_MIXED=$(FOR) $(GO) test ./cmd/athar -count=1 -timeout 24h -v -run TestMixedWorkLosesNothingAcknowledged

pages: ## refresh the goldens of pages and figures; read the diff before committing
	$(GO) test ./dashboards/... -update
	@git --no-pager diff --stat -- dashboards

notice: ## write NOTICE anew from the modules linked into the program
	@$(GO) run ./internal/notice > NOTICE.new && mv NOTICE.new NOTICE || { rm -f NOTICE.new; exit 1; }

bench: build ## measure, and write docs/benchmarks.md unless ONLY is given: make bench SIZE=10m COMMITS=50000 ONLY=a,d
	@$(GO) run $(STAMP) ./internal/bench -athar bin/athar -size $(SIZE) -commits $(COMMITS) $(if $(ONLY),-only $(ONLY),-write docs/benchmarks.md)

statistics: ## write the table of docs/statistics.md anew; read the diff before committing
	ATHAR_WRITE_STATISTICS=1 $(GO) test -count=1 -p 1 ./queries/stats/... -run Reference
	@git --no-pager diff --stat -- docs/statistics.md

coverage: ## find out how often intervals hold the truth, and write it into docs/statistics.md
	$(GO) run ./queries/stats/internal/coverage -write docs/statistics.md

clean: ## remove what building and testing left; workspaces stay
	rm -rf bin $(BROWSER)/node_modules
