# make help lists the targets. Nothing here is needed to use Musette; go build and go test are enough.

GO       ?= go
LINTER   ?= $(GO) tool -modfile=tools/go.mod golangci-lint
BENCHLINT ?= $(GO) tool -modfile=../tools/go.mod golangci-lint
FUZZTIME ?= 10s
# The packages whose slow tests have more rounds with MUSETTE_TEST_LEVEL=full.
TORTURE  ?= ./db/... ./orm/... ./migrate/... ./internal/... ./examples/... ./web/... ./render/... ./static/... ./form/... ./validate/... \
	./storage/... ./session/... ./auth/... ./cmd/...
# Go files that are code: what lies under testdata is data, some of it wrong on purpose.
GOFILES   = git ls-files -co --exclude-standard '*.go' | grep -v '/testdata/'

.DEFAULT_GOAL := help
.PHONY: help test race lint fmt generate generate-check api bench bench-once fuzz fuzz-some docs torture cross ci

help: ## list the targets
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-16s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

test: ## run all tests
	$(GO) test ./...

race: ## run all tests with the race detector
	$(GO) test -race -timeout 20m ./...

lint: ## check formatting, go vet and the linters of .golangci.yml
	@unformatted=$$($(GOFILES) | xargs -r gofmt -l); if [ -n "$$unformatted" ]; then \
		echo "not formatted (make fmt):"; echo "$$unformatted"; exit 1; fi
	$(GO) vet ./...
	$(LINTER) run ./...
	cd bench && $(GO) vet ./... && $(BENCHLINT) run ./...

fmt: ## format the Go files
	@$(GOFILES) | xargs -r gofmt -l -w

generate: ## write the generated files anew
	$(GO) run ./cmd/musette generate ./...

generate-check: ## fail when a generated file is stale
	$(GO) run ./cmd/musette generate --check ./...

api: ## rewrite api/: the public API and what sample programs depend on
	$(GO) test ./internal/house -count=1 -run '^(TestAPI|TestDeps)$$' -update

bench: ## measure the bounds against the peers; fails when one is missed
	cd bench && $(GO) run ./cmd/bounds

bench-once: ## build the benchmarks and run each once
	cd bench && $(GO) test -bench . -benchtime 1x ./...

fuzz: ## fuzz every fuzz test for FUZZTIME
	@grep -rl --include='*_test.go' '^func Fuzz' . | while read -r file; do \
		for name in $$(sed -n 's/^func \(Fuzz[A-Za-z0-9_]*\)(.*/\1/p' "$$file"); do \
			echo "$$(dirname "$$file") $$name"; \
			$(GO) test -run '^$$' -fuzz "^$$name$$" -fuzztime $(FUZZTIME) "$$(dirname "$$file")" || exit 1; \
		done; \
	done

# The parsers of what comes from outside that CI fuzzes for FUZZTIME each, so that a change does not break them; the others, and these
# for longer, are for `make fuzz`.
FUZZED = sign:FuzzUnsign web:FuzzCookieValue web:FuzzCSRFForm web:FuzzReadForm web:FuzzDecodeJSON web:FuzzForwarded web:FuzzSafeRedirect \
	web:FuzzNegotiate web:FuzzRoute web:FuzzContentDisposition web/compress:FuzzAccept static:FuzzServe form:FuzzBind storage:FuzzName \
	validate:FuzzText render/richtext:FuzzSanitize db:FuzzComment mail:FuzzHeaders session:FuzzCookie messages:FuzzDecode

fuzz-some: ## fuzz the parsers of what comes from outside for FUZZTIME each
	@for x in $(FUZZED); do echo "$$x"; \
		$(GO) test -run '^$$' -fuzz "^$${x#*:}$$" -fuzztime $(FUZZTIME) "./$${x%:*}" || exit 1; done

docs: ## check that links lead somewhere and code blocks come from tested files
	$(GO) test ./internal/house -count=1 -run TestDocs

torture: ## all rounds of the slow tests: faults, random schemas, load
	MUSETTE_TEST_LEVEL=full MUSETTE_TEST_REQUIRE=postgres $(GO) test -count=1 -timeout 90m $(TORTURE)

cross: ## build and vet for the other systems
	GOOS=windows GOARCH=amd64 $(GO) vet ./...
	GOOS=windows GOARCH=amd64 $(GO) build ./...
	GOOS=darwin GOARCH=arm64 $(GO) vet ./...
	GOOS=darwin GOARCH=arm64 $(GO) build ./...

ci: ## what continuous integration runs
	bash .ci/run
