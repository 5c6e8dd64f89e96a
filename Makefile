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
run: build ## Import the examples into a new store and show what they hold
	@set -e; \
	store="$$(mktemp -d)/chainatlas.db"; export CHAINATLAS_STORE="$$store"; \
	export CHAINATLAS_ACTOR="$${CHAINATLAS_ACTOR:-$${USER:-make}}"; \
	show() { printf '\n$$ chainatlas'; printf ' %s' "$$@"; printf '\n'; bin/chainatlas "$$@"; }; \
	case "$${CHAINATLAS_LANG:-$${LC_ALL:-$${LC_MESSAGES:-$${LANG:-}}}}" in \
	zh*|ZH*) try='接着可以试试：'; all='全部.xlsx'; empty='模板.xlsx'; \
		set -- examples/cybersecurity.zh.xlsx examples/示例产业.xlsx;; \
	*) try='Now try:'; all='all.xlsx'; empty='template.xlsx'; \
		set -- examples/cybersecurity.en.xlsx;; \
	esac; \
	show init; \
	for book in "$$@"; do show import "$$book"; done; \
	show stats; \
	printf '\n%s\n\n' "$$try"; \
	dir="$$(dirname "$$store")"; \
	for c in 'log list' "export $$dir/$$all" "template $$dir/$$empty" "import --dry-run $$1" 'revoke 1 --why test'; do \
		printf '  bin/chainatlas %s --store %s\n' "$$c" "$$store"; \
	done

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

# The page to try queries on needs no Node: it loads bundles as they were
# published, which are checked in. This fetches them anew and compares them.
.PHONY: graphiql
graphiql: ## Compare the bundles of the GraphiQL page with the npm packages that they are from
	@set -e; dir="$$(mktemp -d)"; trap 'rm -r "$$dir"' EXIT; released="$(CURDIR)/frontend/graphiql/released"; \
	for p in graphiql@4.1.2 react@18.3.1 react-dom@18.3.1; do \
		mkdir "$$dir/$$p"; (cd "$$dir/$$p" && npm pack --silent "$$p" && tar xzf *.tgz) >/dev/null; \
	done; \
	for f in graphiql@4.1.2/package/graphiql.min.js graphiql@4.1.2/package/graphiql.min.css \
		react@18.3.1/package/umd/react.production.min.js react-dom@18.3.1/package/umd/react-dom.production.min.js; do \
		cmp "$$dir/$$f" "$$released/$${f##*/}"; \
	done; \
	echo 'the bundles are as they were published'
