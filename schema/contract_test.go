package schema_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/vektah/gqlparser/v2/ast"
	"github.com/vektah/gqlparser/v2/parser"

	"github.com/chainatlas/chainatlas/graph"
)

// contract is a query with its golden answer, now and at revision 1.
type contract struct {
	name, query string
	variables   map[string]any
	noAt        bool // it takes no at
	refused     bool // it refuses any at
}

func contracts() []contract {
	e := shared.enterprise
	vars := func(kv ...any) map[string]any {
		m := map[string]any{}
		for i := 0; i < len(kv); i += 2 {
			m[kv[i].(string)] = kv[i+1]
		}
		return m
	}
	// Of a value's statement, now and at revision 1, the row that it was read in.
	printed := func(id graph.SubjectID, property string) map[string]any {
		for _, p := range shared.log.View().Node(id).Properties {
			if w := p.Winner; p.Name == property && w.Place.Row > 0 && w.Said == 1 {
				return vars("subject", w.Subject, "said", w.Said, "document", w.Place.Document.Hash.String(), "sheet", w.Place.Sheet, "row", w.Place.Row)
			}
		}
		panic("no row says its " + property)
	}
	return []contract{
		{name: "printedRow", query: `query($subject: ID!, $said: Revision!, $document: String!, $sheet: String!, $row: Int!, $at: At) { printedRow(subject: $subject, said: $said, document: $document, sheet: $sheet, row: $row, at: $at) { document { name } sheet row batch { revision } headers moreColumns bounded columns { column cell header means { zh en } state cells { label { zh en } property period node { label nodeKind } edge state values { text } more bad withheld { zh } } } } none: printedRow(subject: $subject, said: $said, document: $document, row: 99999, at: $at) { row } }`, variables: printed(e(0), "legalName")},
		{name: "chains", query: `query($at: At) { chains(at: $at) { totalCount unknownCount nodes { id label code name nodeKind parts { totalCount nodes { label } } marketSize(first: 2) { period value { text low currency } property { unit winner { place { sheet cell } } } } } pageInfo { hasNextPage hasPreviousPage } } chain(key: "SL", at: $at) { label } }`},
		{name: "segments", query: `query($at: At) { segments(first: 4, orderBy: {property: "tier", descending: true}, at: $at) { totalCount nodes { id code label tier { code label { zh en } } keyLink partOf { nodes { label } } feeds { totalCount nodes { label } } fedBy { edges { cursor node { label } attributes { name value { text } } sources { sourceId } } } } pageInfo { hasNextPage } } }`},
		{name: "segment", query: `query($at: At) { segment(key: "SL/A1", at: $at) { code label enterprises(first: 3, orderBy: {property: "revenue", descending: true}) { totalCount unknownCount nodes { label } } products(first: 2) { totalCount nodes { label makers { nodes { label } } } } concentration { year coverage known members hhi cr1 cr4 band edition largest { label } singleSource withheld { zh en } } older: concentration(edition: EU_2004, year: "2019") { year withheld { en } } countries(first: 2) { totalCount nodes { label } } parkCounts(first: 3) { total parks { park { label } enterprises } unknown } inSegmentOf(first: 2) { totalCount nodes { __typename label } pageInfo { hasNextPage endCursor } } } }`},
		{name: "enterprises", query: `query($at: At, $filter: Filter) { enterprises(filter: $filter, orderBy: {property: "revenue", descending: true}, first: 3, at: $at) { totalCount unknownCount edges { cursor node { label stage { code } revenue(first: 1) { period value { low } } } } pageInfo { hasNextPage hasPreviousPage startCursor endCursor } } }`,
			variables: vars("filter", map[string]any{"all": []any{
				map[string]any{"property": map[string]any{"name": "stage", "under": []any{"成长期", "expansion"}}},
				map[string]any{"not": map[string]any{"property": map[string]any{"name": "employees", "max": "100"}}},
				map[string]any{"any": []any{map[string]any{"text": "科技"}, map[string]any{"property": map[string]any{"name": "revenue", "min": "1亿元"}}}},
			}})},
		{name: "enterprise", query: `query($id: ID!, $at: At) { enterprise(id: $id, at: $at) { id label shortName members aliases stage { code label { zh } } founded registeredCapital { text bound low high currency }
			property(name: "shortName") { name label { zh en } period isSet conflicting pinnedOnNone withheld { zh en } value { type text } winner { pinnedBy { revision actor reason recorded } value { text } source { sourceId name trust declared revoked } subject made said dataDate pin place { document { name } sheet row column cell } } alternatives { value { text } place { sheet cell } } denied { text } history { total entries { standing state denial bad statement { value { text } made pin place { cell } } } } }
			latest: property(name: "revenue") { period unit value { money { low } number } } none: property(name: "website") { name }
			revenue(first: 1) { period value { text } } employees(first: 2) { period value } rdRatio(first: 1) { period value } inSegments { edges { node { label } attributes { name period value { text number } } statement { place { sheet row } } } } raised { nodes { label } } locatedIn { nodes { __typename label } } makes(first: 2) { totalCount nodes { label } } revisions } }`, variables: vars("id", e(0))},
		{name: "merged", query: `query($a: ID!, $b: ID!, $at: At) { a: node(id: $a, at: $at) { id } b: node(id: $b, at: $at) { id ... on Enterprise { label members } } nodes(ids: [$a, "nothing", $b, "batch:1"], at: $at) { id __typename } }`, variables: vars("a", e(1), "b", e(2))},
		{name: "products", query: `query($at: At) { products(first: 2, filter: {segment: ["B"]}, at: $at) { totalCount unknownCount nodes { label kind { code } inSegments { nodes { label } } } } product(key: "没有这个产品", at: $at) { id } }`},
		{name: "parks", query: `query($at: At, $id: ID!) { parks(first: 2, at: $at) { totalCount nodes { label region { code label { zh } } enterpriseCount { period value } locationOf(first: 2) { totalCount nodes { label } } } } park(id: $id, at: $at) { label level { code } } inside: enterprises(first: 2, filter: {edge: {type: LOCATED_IN, to: [$id]}}, at: $at) { totalCount nodes { label } } }`, variables: vars("id", shared.nth(graph.KindPark, 0))},
		{name: "funding", query: `query($at: At, $id: ID!) { fundingEvents(first: 3, orderBy: {property: "amount", descending: true}, at: $at) { totalCount nodes { date round { code } amount { text bound low high currency } raisedBy { nodes { label } } investors { edges { node { label } attributes { name value { text code { code } } } } } } } fundingEvent(id: $id, at: $at) { kind { code } } }`, variables: vars("id", shared.nth(graph.KindFundingEvent, 1))},
		{name: "institutions", query: `query($at: At) { institutions(first: 2, at: $at) { totalCount nodes { label kind { code } } } sectors(first: 2, at: $at) { totalCount nodes { label securitySpend(first: 1) { period value { low } } servedBy(first: 1) { totalCount } } } }`},
		{name: "investors", query: `query($at: At) { investors(first: 3, at: $at) { total investors { node { label nodeKind } events } } rest: investors(first: 2, offset: 3, at: $at) { total investors { node { label } events } } beyond: investors(offset: 100000, at: $at) { total investors { events } } }`},
		{name: "capitalFlow", query: `query($at: At) { capitalFlow(chain: "SL", investors: 3, at: $at) { ...all recent(first: 2) { date amount { text } raisedBy { nodes { label } } } none: recent(nodes: ["i:gone"]) { date } unclassified: recent(nodes: ["r:A", "i:*"], first: 1) { date round { code } } } own: capitalFlow(chain: "SL", placedOnly: true, investors: 2, at: $at) { rounds placed elsewhere nowhere through(nodes: ["i:*", "r:A"]) { from to measure { ...m } } nothing: through(nodes: []) { from } gone: through(nodes: ["i:gone"]) { from } } amounts: capitalFlow(from: "2022", to: "2023-06", width: AMOUNT, investors: 2, at: $at) { ...all } } fragment all on CapitalFlow { revision total rounds undecided drawn disclosed placed elsewhere nowhere undated first last currency investors sums { currency events undisclosed open low high } leading { id } nodes { id column kind code merged label { zh en } node { nodeKind label } measure { ...m } } links { from to measure { ...m } } period periods { period disclosed undisclosed } coarse } fragment m on FlowMeasure { rounds weight low high open }`},
		{name: "supplies", query: `query($at: At, $id: ID!) { supplies(enterprise: $id, first: 2, at: $at) { type node { label } qualifier { label } attributes { name period value { text } } } customers: supplies(enterprise: $id, customers: true, first: 2, at: $at) { node { label } } }`, variables: vars("id", e(1))},
		{name: "chainMap", query: `query($at: At) { chainMap(chain: "SL", capital: true, at: $at) { revision tilesUrl total { enterprises referred products countries } placed { enterprises countries } unknown { enterprises } places { node { label __typename } parent depth code tier { code } keyLink count { enterprises products capital { currency events undisclosed open low high } } own { enterprises products countries capital { events } } fedBy feeds concentration { coverage hhi band limits { label { zh en } moderate high including } withheld { zh } } } feeds { from to basis { code } } } }`},
		{name: "chainMap-filtered", query: `query($at: At) { undecided: chainMap(enterprises: {property: {name: "stage", in: ["初创期"]}}, depth: 1, at: $at) { places { code count { enterprises } undecided } } chainMap(enterprises: {property: {name: "stage", in: ["初创期"]}}, products: {property: {name: "kind", known: true}}, at: $at) { total { enterprises products } placed { enterprises } unknown { enterprises products } places { code count { enterprises products } } } }`},
		{name: "gapList", query: `query($at: At) { gapList(rule: {fewerThan: 20}, first: 3, at: $at) { total rule { zh en } gaps { segment { label } count { enterprises } concentration { cr1 coverage } near(first: 2) { points enterprise { label } via { label } } } } keys: gapList(rule: {keyLink: true, shareAbove: 0.3}, at: $at) { total gaps { segment { code } concentration { cr1 largest { label } } } } growing: gapList(enterprises: {property: {name: "stage", in: ["成长期"]}}, rule: {fewerThan: 12}, first: 2, at: $at) { total undecided gaps { keyLinksBelow { code } undecided ruledOut elsewhere(first: 2) { label } segment { label } count { enterprises } } } }`},
		{name: "quality", query: `query($at: At) { quality(at: $at) { kinds { kind label { zh en } total described properties { name label { zh } known } } sources { source { sourceId name trust } batches dataDate revision } queued conflicts(first: 3) { total examined bounded conflicts { node { label nodeKind } property { name period value { text } alternatives { value { text } source { name } } } } } duplicates(first: 3) { total pairs { a { label } b { label } key reason } } unread(first: 3) { total cells { node { label } label { en } value place { sheet cell } } } questions(first: 2) { total counts { what count } questions { what kind keys { zh en } why { zh en } subject { label } candidates { label } } } } }`},
		{name: "path", query: `query($a: ID!, $b: ID!, $at: At) { path(from: $a, to: $b, at: $at) { found bounded steps { edge against to { label nodeKind } } } none: path(from: $a, to: $b, edges: [CONTRIBUTED], maxHops: 2, at: $at) { found } }`, variables: vars("a", e(0), "b", e(9))},
		{name: "neighbourhood", query: `query($id: ID!, $at: At) { neighbourhood(centre: $id, first: 6, at: $at) { bounded nodes { depth node { label __typename } } links { type from to statement { source { sourceId } place { sheet cell row } } } } }`, variables: vars("id", e(0))},
		{name: "chainRisk", query: `query($at: At) { chainRisk(chain: "SL", at: $at) { revision edition limits { moderate high } total computed nobody lacking low moderate high unsure sole dominated oneRecorded medianEffective firstYear lastYear withheld { reason label { zh en } segments } years { year segments } sources { name } groups { id label { zh en } code node { label } total computed }
			segments(first: 2) { segment { code label } group concentration { year coverage unlisted known members hhi hhiUpper effective effectiveLower cr1 cr4 firstSure singleSource sole band bandUpper reason shares(first: 2) { enterprise { label } share stated { name period value { text } winner { place { sheet cell } } } } } whatIf(cut: "0.5") { remaining increase unbounded { en } } }
			last: segments(order: MAP, reversed: true, first: 1) { segment { code } concentration { reason withheld { zh } } whatIf { remaining } } segment(id: "nothing") { group } whatIf(cut: "0.2") { cut remaining computed notComputed groups { group remaining computed notComputed } } }
			older: chainRisk(bands: EU_2004, year: "2019", at: $at) { computed high medianEffective firstYear withheld { reason segments } } }`},
		{name: "chainDependency", query: `query($at: At) { chainDependency(chain: "SL", at: $at) { revision total buyers expected recorded unnamed firstYear lastYear counts { ...c } years { year inputs } sources { name } categories { segment { code label } total expected recorded counts { ...c } }
			inputs(first: 2) { buyer { label } segment { code } expected year suppliers known coverage unlisted share supplier { label } class supplied(first: 2) { enterprise { label } share link { qualifier { label } attributes { name period value { text } winner { place { sheet cell } } } statement { place { sheet row } } } } }
			few: inputs(order: SUPPLIERS, first: 1) { class } thin: inputs(order: COVERAGE, reversed: true, first: 1) { coverage } last: inputs(order: MAP, reversed: true, first: 1) { segment { code } class } input(buyer: "nobody", segment: "nothing") { class } }
			older: chainDependency(year: "2023", at: $at) { total counts { computed noShares } } } fragment c on DependencyCounts { computed sole dominated half spread unsure noShares overAll oneRecorded }`},
		{name: "chainKeyNodes", query: `query($at: At) { chainKeyNodes(chain: "SL", at: $at) { ...all nodes(first: 4) { ...n split { total enterprises members(first: 3) { label } } } by: nodes(order: PARTS, first: 1) { ...n } cut: nodes(order: CUT, first: 1) { ...n } near: nodes(order: NEIGHBOURS, reversed: true, first: 1) { ...n } last: nodes(order: MAP, reversed: true, first: 1) { ...n } node(id: "nothing") { rank } }
			suppliers: chainKeyNodes(chain: "SL", graph: ENTERPRISES, at: $at) { ...all nodes(first: 3) { ...n } } everywhere: chainKeyNodes(at: $at) { total links components } }
			fragment all on ChainKeyNodes { revision graph total links inferred components largest splitting bridgeCount blocks largestBlock expected known unjoined draws leftOut withheld { en } uncounted { en } sources { name } unjoinedSegments(first: 2) { code label } bridges(first: 2) { from { label } to { label } cutNodes cutEnterprises } }
			fragment n on KeyNode { node { label nodeKind } neighbours incoming outgoing betweenness rank rankLow rankHigh parts cutNodes cutEnterprises enterprises expected known }`},
		{name: "changes", query: `query($at: At) { changes(from: 0, first: 1, at: $at) { from to bounded kinds { kind created changed removed } edges { type created } nodes { change kind label } } }`},
		{name: "changes-between", noAt: true, query: `{ changes(from: "r1", kinds: [ENTERPRISE], at: 2) { from to bounded nodes { change id label members properties { name label { zh en } period was is before { zh en } after { zh en } } } } rest: changes(from: 0, at: 1, first: 2, offset: 1) { bounded nodes { kind label } } beyond: changes(from: 0, at: 1, offset: 100000) { bounded nodes { id } } unnamed: changes(from: 0, at: 1, kinds: [FUNDING_EVENT], first: 2) { nodes { label } } }`},
		{name: "change-facts", noAt: true, query: `{ changed: changes(from: "r1", kinds: [ENTERPRISE], at: 2) { nodes { references more facts { ...fact } } } new: changes(from: 0, at: 1, kinds: [ENTERPRISE, FUNDING_EVENT], first: 1) { nodes { label references more facts { ...fact } } } events: changes(from: 0, at: 1, kinds: [FUNDING_EVENT], first: 2) { nodes { label facts { ...fact } } } regions: changes(from: 0, at: 1, kinds: [REGION], first: 1) { nodes { facts { label { en } stands { value { text } } } } } } fragment fact on ChangeFact { label { zh en } stood { period value { text } winner { source { sourceId } place { cell } } } stands { period value { text } winner { source { sourceId } place { cell } } } ends { kind label } endCount }`},
		{name: "batches", query: `query($at: At) { batches(first: 2, at: $at) { totalCount edges { cursor node { id revision kind source { name } actor reason dataDate recorded base rules revokes revokedBy documents { name } counts { read rejected queued created updated unchanged badCells } assertions } } pageInfo { hasNextPage } } curated: batches(kinds: [CURATE], actor: "curator", at: $at) { totalCount } imports(at: $at) { nodes { revision } } }`},
		{name: "batch", query: `query($at: At) { batch(revision: 1, at: $at) { id kind recorded } later: batch(revision: 2, at: $at) { id kind reason } none: batch(revision: 99, at: $at) { id } }`},
		{name: "vocabulary", noAt: true, query: `{ vocabulary { kinds { kind label { zh en } plural { zh } system } edges { type label { zh } from to attributes { name type } } list(name: "stage") { name label { zh } source entries { code label { zh en } parent } } provinces: list(name: "region") { entries(parent: "110000") { code label { zh } } } none: list(name: "nope") { name } } }`},
		{name: "viewer", noAt: true, query: viewer},
		{name: "readValue", noAt: true, query: `{ revenue: readValue(kind: ENTERPRISE, property: "revenue", text: "900") { text money { low currency } } words: readValue(kind: ENTERPRISE, property: "revenue", text: "约 8.4 亿元") { text money { bound low currency } } }`},
		{name: "search", noAt: true, query: `{ search(text: "蓝河", facets: [KIND], first: 3) { total totalExact revision pending namesOnly hits { grade field text marks { from to } node { label nodeKind } } facets { by values { value count } } } suggest(text: "A1", kinds: [SEGMENT], first: 2) { hits { grade node { label } } } }`},
		{name: "search-then", noAt: true, query: `{ search(text: "蓝河", first: 2) { hits { node { label } then(at: 1) { since node { label } } before: then(at: 0) { since node { label } } } } }`},
		{name: "search-at", refused: true, query: `query($at: At) { search(text: "蓝河", at: $at, first: 1) { total hits { node { label } } } suggest(text: "蓝河", at: $at, first: 1) { total hits { node { label } } } }`},
		{name: "page-backward", query: `query($at: At) { last: parks(last: 2, at: $at) { nodes { label } pageInfo { hasNextPage hasPreviousPage } } batches(last: 1, at: $at) { nodes { revision } pageInfo { hasPreviousPage } } }`},
		{name: "ratings-none", query: `query($id: ID!, $at: At) { ratingRuns(at: $at) { number } ratingRun(number: "none", at: $at) { data } ratedUnit(run: "none", unit: $id, at: $at) { base } ratedUnits(run: "none", at: $at) { total } ratingWhatIf(run: "none", weights: [], at: $at) { id } ratingComparison(from: "none", to: "none", at: $at) { sameData } ratingRelease(number: "none", at: $at) { hash } latestRatings(node: $id, at: $at) { name } ratingMap(at: $at) { scheme { id } } none: ratingScheme(id: "none", at: $at) { id } }`, variables: vars("id", e(0))},
		{name: "rating-schemes", query: `query($at: At) { ratingSchemes(at: $at) { id title { zh en } rates status } ratingScheme(id: "new-technology-security", at: $at) { id edition title { zh en } rates status digits reviewDays nodes { id label { zh en } depth parent weight share indicator unit direction method low high evidence basis coverage example sources } gates { id label { zh } require cap } grades { id label { zh } from } } gated: ratingScheme(id: "edr", at: $at) { gates { id label { zh en } require sentence { zh en } cap } } }`},
		{name: "rating-prospects", query: `query($at: At) { ratingProspects(at: $at) { scheme { id rates } found scored silent refused { zh en } } one: ratingProspects(scheme: "firewall", segment: "SL:B5", at: $at) { scheme { id nodes { evidence } } found silent refused { en } } none: ratingProspects(scheme: "none", at: $at) { found } }`},
		{name: "text-region", query: `query($at: At) { enterprises(filter: {all: [{text: "示例蓝"}, {referred: false}]}, first: 2, at: $at) { totalCount nodes { label } } parks(filter: {region: ["没有"]}, at: $at) { totalCount } }`},
	}
}

var (
	// hashes are those of example files and of the log, which change with the examples.
	hashes = regexp.MustCompile(`"[0-9a-f]{64}"`)
	// moments are those of the answers.
	moments = regexp.MustCompile(`\n *"asOf": "[^"]*",`)
)

func golden(t *testing.T, name string, got []byte) {
	t.Helper()
	got = moments.ReplaceAll(hashes.ReplaceAll(got, []byte(`"…"`)), nil)
	path := filepath.Join("testdata", "contract", name+".json")
	if *update {
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, got, 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	want, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(got, want) {
		t.Errorf("%s: the answer differs from %s; got\n%s", name, path, got)
	}
}

func indented(t *testing.T, raw []byte) []byte {
	t.Helper()
	// Fields that fail at the same time are told in any order.
	var answer struct {
		Errors     []json.RawMessage `json:"errors,omitempty"`
		Data       json.RawMessage   `json:"data,omitempty"`
		Extensions json.RawMessage   `json:"extensions,omitempty"`
	}
	if err := json.Unmarshal(raw, &answer); err != nil {
		t.Fatal(err)
	}
	slices.SortFunc(answer.Errors, func(a, b json.RawMessage) int { return bytes.Compare(a, b) })
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	e.SetIndent("", "  ")
	if err := e.Encode(answer); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func TestContractOfQueries(t *testing.T) {
	for _, c := range contracts() {
		t.Run(c.name, func(t *testing.T) {
			out := bytes.Buffer{}
			for _, at := range []any{nil, 1} {
				if at != nil && c.noAt {
					break
				}
				variables := map[string]any{"at": at}
				for k, v := range c.variables {
					variables[k] = v
				}
				a := shared.ask(t, c.query, variables)
				fmt.Fprintf(&out, "# at %v\n%s", at, indented(t, a.raw))
				if asOf, err := time.Parse(time.RFC3339Nano, fmt.Sprint(a.Extensions["asOf"])); !c.refused && (err != nil || time.Since(asOf) > time.Minute) {
					t.Errorf("at %v it is answered as of %v: %v", at, a.Extensions["asOf"], err)
				}
				if want := any(map[bool]float64{true: 3, false: 1}[at == nil]); a.Extensions["revision"] != want && !c.noAt && !c.refused {
					t.Errorf("at %v is answered from revision %v", at, a.Extensions["revision"])
				}
				if want := c.refused && at != nil; want != (a.code() == "INVALID") {
					t.Errorf("at %v is answered %s", at, a.raw)
				}
			}
			golden(t, c.name, out.Bytes())
		})
	}
}

// singular and plural are the roots of a kind.
func singular(k graph.Kind) string { return strings.ToLower(string(k[:1])) + string(k[1:]) }

func plural(k graph.Kind) string {
	if stem, ok := strings.CutSuffix(singular(k), "y"); ok {
		return stem + "ies"
	}
	return singular(k) + "s"
}

// listOfKind and oneOfKind ask for every kind by the same words.
func listOfKind(k graph.Kind) string {
	return fmt.Sprintf("query($at: At) { list: %s(first: 1, at: $at) { totalCount nodes { id label nodeKind referred } } }", plural(k))
}

func oneOfKind(k graph.Kind) string {
	return fmt.Sprintf("query($id: ID!, $at: At) { one: %s(id: $id, at: $at) { id nodeKind properties { name period value { text } } } }", singular(k))
}

// TestContractOfKinds asks for every kind's list and single, now and at revision 1.
func TestContractOfKinds(t *testing.T) {
	out := bytes.Buffer{}
	for _, k := range graph.Standard().Kinds {
		for _, at := range []any{nil, 1} {
			a := shared.ask(t, listOfKind(k.Kind), map[string]any{"at": at}).must(t)
			fmt.Fprintf(&out, "# %s at %v\n%s", k.Kind, at, indented(t, a.raw))
			id := any("nothing")
			if a.get(t, "list", "totalCount").(float64) > 0 {
				id = a.get(t, "list", "nodes", 0, "id")
			}
			b := shared.ask(t, oneOfKind(k.Kind), map[string]any{"id": id, "at": at}).must(t)
			fmt.Fprintf(&out, "# one\n%s", indented(t, b.raw))
			if id != "nothing" && b.get(t, "one", "id") != id || id == "nothing" && b.get(t, "one") != nil {
				t.Errorf("%s(id: %v) is %s", singular(k.Kind), id, b.raw)
			}
		}
	}
	golden(t, "kinds", out.Bytes())
}

// TestContractsAreComplete asks that every root of queries, mutations and
// subscriptions has a contract, and that each that takes at is asked with it.
func TestContractsAreComplete(t *testing.T) {
	documents := []string{uploadFile, previewImport, applyImport, importReport, whereabouts, revocation, editProperty, merge, separate, decide, revoke, revisionEvents, importEvents,
		growthLists, growthRun, growthEdition, growthStandings, growthDiff, publishList, withdrawList, runScheme, stepRelease, recordFindings}
	for _, c := range contracts() {
		documents = append(documents, c.query)
	}
	for _, k := range graph.Standard().Kinds {
		documents = append(documents, listOfKind(k.Kind), oneOfKind(k.Kind))
	}
	asked, askedAt := map[string]bool{}, map[string]bool{}
	for _, d := range documents {
		doc, err := parser.ParseQuery(&ast.Source{Input: d})
		if err != nil {
			t.Fatalf("%s: %v", d, err)
		}
		op := doc.Operations[0]
		for _, sel := range op.SelectionSet {
			f := sel.(*ast.Field)
			root := string(op.Operation) + " " + f.Name
			asked[root] = true
			if at := f.Arguments.ForName("at"); at != nil && at.Value.Kind == ast.Variable {
				askedAt[root] = true
			}
		}
	}
	s := sdl(t)
	roots := 0
	for operation, d := range map[ast.Operation]*ast.Definition{ast.Query: s.Query, ast.Mutation: s.Mutation, ast.Subscription: s.Subscription} {
		for _, f := range d.Fields {
			root := string(operation) + " " + f.Name
			switch {
			case strings.HasPrefix(f.Name, "__"):
				continue
			case !asked[root]:
				t.Errorf("no contract asks for %s", root)
			case f.Arguments.ForName("at") != nil && !askedAt[root]:
				t.Errorf("no contract asks for %s with at", root)
			}
			roots++
		}
	}
	if roots < 60 {
		t.Errorf("the schema has %d roots", roots)
	}
}
