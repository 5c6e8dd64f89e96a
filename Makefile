# The commands of this repository; `make` alone explains them. They need Go,
# Node and a POSIX shell; the race detector also needs a C compiler.

GO ?= go
NPM ?= npm

.DEFAULT_GOAL := help
.DELETE_ON_ERROR:

.PHONY: help
help: ## Explain these commands
	@awk 'BEGIN { FS = ":.*## " } /^[a-z-]+:.*## / { printf "make %-14s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

.PHONY: build
build: frontend ## Build bin/chainatlas, one static binary with the pages in it
	CGO_ENABLED=0 $(GO) build -trimpath -buildvcs=auto -o bin/chainatlas ./cmd/chainatlas

# The application is built anew only if something of it changed.
.PHONY: frontend
frontend: frontend/dist/index.html ## Build the pages that the binary serves

frontend/dist/index.html: frontend/node_modules/.package-lock.json $(shell find frontend/src frontend/public frontend/scripts schema -name internal -prune -o -type f \( -name '*.ts' -o -name '*.tsx' -o -name '*.css' -o -name '*.js' -o -name '*.svg' -o -name '*.graphql' -o -name '*.graphqls' \) ! -name generated.ts -print) frontend/index.html frontend/vite.config.ts
	cd frontend && $(NPM) run --silent build

frontend/node_modules/.package-lock.json: frontend/package.json frontend/package-lock.json
	cd frontend && $(NPM) ci --silent
	touch $@

.PHONY: frontend-check
frontend-check: frontend/node_modules/.package-lock.json ## Check the pages' types, style and logic
	cd frontend && $(NPM) run --silent check

.PHONY: browser
browser: build ## Walk through the pages in a real Chromium (SLOW=300 delays each answer by so many ms)
	$(GO) test -c -o bin/chainatlas.test ./cmd/chainatlas
	cd frontend && $(NPM) run --silent browser

.PHONY: screenshots
screenshots: build ## Make a picture of every page, to be looked at (DIR=folder)
	$(GO) test -c -o bin/chainatlas.test ./cmd/chainatlas
	cd frontend && $(NPM) run --silent screenshots -- '$(abspath $(or $(DIR),bin/screenshots))'

.PHONY: run
run: build ## Serve the examples from a new store (LISTEN=host:port), and print the address to open
	@set -e; \
	dir="$$(mktemp -d)"; export CHAINATLAS_STORE="$$dir/chainatlas.db"; \
	export CHAINATLAS_ACTOR="$${CHAINATLAS_ACTOR:-$${USER:-make}}"; \
	case "$${CHAINATLAS_LANG:-$${LC_ALL:-$${LC_MESSAGES:-$${LANG:-}}}}" in \
	zh*|ZH*) lang=zh; open='在浏览器中打开（此地址允许导入，请勿外传）：'; \
		set -- examples/cybersecurity.zh.xlsx; why=示例评价; again=更正后重新评价;; \
	*) lang=en; open='Open this in a browser (it allows imports: keep it to yourself):'; \
		set -- examples/cybersecurity.en.xlsx; why='example ratings'; again='rated again on corrected evidence';; \
	esac; \
	set -- "$$@" examples/示例产业.xlsx; \
	address="$(or $(LISTEN),127.0.0.1:8080)"; \
	node -e 'const [, host, port] = /^(.*):(\d+)$$/.exec(process.argv[1]) || []; if (port) require("net").createServer().on("error", (e) => { console.error(process.argv[1] + ": " + e.message + "; choose another, such as: make run LISTEN=127.0.0.1:8081"); process.exit(1) }).listen(+port, host.replace(/[[\]]/g, ""), function () { this.close() })' "$$address"; \
	bin/chainatlas init; \
	for book in "$$@"; do printf '\n$$ chainatlas import %s\n' "$$book"; bin/chainatlas import "$$book"; done; \
	rate() { for rated in firewall:SL:B5 managed-detection-response:SL:C4; do \
		bin/chainatlas score run --scheme "$${rated%%:*}" --segment "$${rated#*:}" --reference-date 2025-06-30 --seed 42 --sobol 64 --why "$$1"; \
	done; }; \
	rate "$$why"; \
	printf '\n$$ chainatlas import examples/示例产业-更正.xlsx\n'; bin/chainatlas import examples/示例产业-更正.xlsx; \
	rate "$$again"; \
	token="$$(bin/chainatlas token add "$$CHAINATLAS_ACTOR" --role administrator --expires 7d 2>/dev/null)"; \
	printf '\n%s\n\n  http://%s/%s#token=%s\n\n' "$$open" "$$address" "$$lang" "$$token"; \
	exec bin/chainatlas serve --listen "$$address" --log-level warn

.PHONY: test
test: ## Run every test this machine can run, with the race detector; tell what was skipped and why
	@GO='$(GO)' .ci/test $(TESTFLAGS) ./...

.PHONY: bench
bench: ## Run the benchmarks (BENCH=regexp chooses them)
	$(GO) test -run '^$$' -bench '$(or $(BENCH),.)' -benchmem -timeout 60m ./...

.PHONY: lint
lint: ## Check format, vet, staticcheck, and that go.mod and go.sum are exact
	@unformatted=$$(gofmt -l $$(find . -name node_modules -prune -o -name '*.go' -print)) && if [ -n "$$unformatted" ]; then echo "not gofmt'd:"; echo "$$unformatted"; exit 1; fi
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
