# The commands of this repository; `make` alone explains them. They need Go and
# a POSIX shell; the race detector also needs a C compiler.

GO ?= go

.DEFAULT_GOAL := help
.DELETE_ON_ERROR:

.PHONY: help
help: ## Explain these commands
	@awk 'BEGIN { FS = ":.*## " } /^[a-z-]+:.*## / { printf "make %-10s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

.PHONY: build
build: ## Build bin/chainatlas, one static binary
	CGO_ENABLED=0 $(GO) build -trimpath -buildvcs=auto -o bin/chainatlas ./cmd/chainatlas

.PHONY: run
run: build ## Show what the program can do, on a new, empty store
	@bin/chainatlas --help
	@export CHAINATLAS_STORE="$$(mktemp -d)/chainatlas.db" && for c in init stats; do \
		printf '\n$$ chainatlas %s\n' $$c && bin/chainatlas $$c || exit; done

.PHONY: test
test: ## Run every test this machine can run, with the race detector; tell what was skipped and why
	@GO='$(GO)' .ci/test $(TESTFLAGS) ./...

.PHONY: bench
bench: ## Run the benchmarks (BENCH=regexp chooses them)
	$(GO) test -run '^$$' -bench '$(or $(BENCH),.)' -benchmem -timeout 60m ./...

.PHONY: lint
lint: ## Check format, vet, staticcheck, and that go.mod and go.sum are exact
	@unformatted=$$(gofmt -l .) && if [ -n "$$unformatted" ]; then echo "not gofmt'd:"; echo "$$unformatted"; exit 1; fi
	$(GO) vet ./...
	$(GO) tool staticcheck ./...
	$(GO) mod tidy -diff
	$(GO) mod verify

.PHONY: generate
generate: ## Write all generated files anew
	$(GO) generate ./...
