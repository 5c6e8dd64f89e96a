package schema_test

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/chainatlas/chainatlas/graph"
	"github.com/chainatlas/chainatlas/importer"
	"github.com/chainatlas/chainatlas/schema"
	"github.com/chainatlas/chainatlas/scoring/growth"
)

// What the contract of growth lists asks.
const (
	growthLists = `query($at: At) { growthLists(at: $at) { code version name { zh } class of family shipped validity model { scheme title { zh } input hash } rankedBy rankedByWords { zh } rankedByRatio bySegment rankedWithin top sources { sure } criteria { id } editions { number status } }
		growthList(code: "miit-little-giant-2022", at: $at) { name { zh en } about { en } sources { text url sure note { en } } criteria { id name { zh } section under level what says { zh en } line number currency sure } inputs { id name { zh } } } none: growthList(code: "none", at: $at) { code } }`
	growthFields = `number revision referenceDate renewal year tried corrects reason publication { status members published validTo batch { kind actor reason } } previous { number status } list { code version }
		counts { candidates candidatesIn considered in borderline out insufficient notFor oneMore unseen fallsOut } tallies { criterion met unmet unknown byHand notApplicable } lacking { need { figure label { zh } year } count }`
	resultFields = `name segment segmentNode { code label } group groupLabel { zh en } state notFor because { zh en } why { code } rank best worst value { low high currency } outcomes { criterion under verdict } needs { figure year } next { year fallsOut }`
	whyFields    = `name state year outcomes { criterion name { zh } under verdict why { code label { zh en } } value { low high currency } line distance { low high }
		figures { name label { zh } year bound low high currency derived conflict { low high } sources { source name revision document sheet row column cell printed dataDate } } facts { name label { zh } text from to source { sheet cell } } }
		needs { figure label { en } year } next { year fallsOut targets { criterion need { figure year } number currency change } }`
	growthRun = `query($run: GrowthRunInput!, $at: At) { growthRun(run: $run, at: $at) { ` + growthFields + `
		in: page(states: [IN], first: 3) { totalCount candidates nodes { ` + resultFields + ` enterprise { label shortName } } pageInfo { hasNextPage endCursor } }
		borderline: page(states: [BORDERLINE], first: 2) { totalCount nodes { ` + resultFields + ` } } out: page(states: [OUT], first: 2) { totalCount nodes { ` + resultFields + ` } }
		oneMore: page(oneMore: true, first: 2) { totalCount nodes { name needs { label { zh } year } } } fallsOut: page(fallsOut: true, first: 2) { totalCount nodes { name next { fallsOut } } } } }`
	growthEdition   = `query($list: String!, $number: String, $at: At) { growthEdition(list: $list, number: $number, at: $at) { ` + growthFields + ` brokenDown page(first: 2) { totalCount nodes { name state } } } }`
	growthWhy       = `query($list: String!, $number: String, $id: ID!) { growthEdition(list: $list, number: $number) { result(enterprise: $id) { ` + whyFields + ` } } }`
	growthStandings = `query($id: ID!, $at: At) { growthStandings(enterprise: $id, referenceDate: "2025-06-30", at: $at) { list { code } results { segment state notFor rank needs { figure year } outcomes { criterion verdict } } listedIn { number status } } }`
	growthDiff      = `query($from: GrowthEditionKey!, $to: GrowthEditionKey, $run: GrowthRunInput, $at: At) { growthDiff(from: $from, to: $to, run: $run, rejudge: true, first: 4, at: $at) { sameRule entered left moved stayed causes { cause count } changeCount changes { name segment move was is gone wasRank isRank causes unmet } } }`
	publishList     = `mutation($in: PublishListInput!) { publishList(input: $in) ` + publishFields + ` }`
	withdrawList    = `mutation($in: WithdrawListInput!) { withdrawList(input: $in) ` + publishFields + ` }`
	publishFields   = `{ revision repeated batch { kind source { sourceId name trust } actor reason documents { name } } node { label ... on ListEdition { status { code } version lists { totalCount } } } }`
)

// gazelles is the run of the tests.
func gazelles(more ...any) map[string]any {
	run := map[string]any{"list": "china-gazelle", "referenceDate": "2025-06-30"}
	for i := 0; i < len(more); i += 2 {
		run[more[i].(string)] = more[i+1]
	}
	return run
}

// invented returns a service over a store of the test alone that holds the example.
func invented(t *testing.T) *atlas {
	t.Helper()
	day := time.Date(2026, 7, 1, 8, 0, 0, 0, time.UTC)
	a := fresh(t, schema.Config{Now: func() time.Time { return day }})
	if _, err := importer.Run(t.Context(), []string{example}, importer.Options{Store: a.store, View: a.log.View(), Actor: "tester"}); err != nil {
		t.Fatal(err)
	}
	if err := a.settle(t.Context()); err != nil {
		t.Fatal(err)
	}
	return a
}

// publish publishes an edition.
func (a *atlas) publish(t *testing.T, key string, more ...any) *answer {
	t.Helper()
	in := map[string]any{"run": gazelles(), "reason": "年度榜单", "clientKey": key}
	for i := 0; i < len(more); i += 2 {
		in[more[i].(string)] = more[i+1]
	}
	return a.ask(t, publishList, map[string]any{"in": in}, as(schema.RolePublisher))
}

// TestContractOfGrowth walks growth lists from the rules to a withdrawn edition,
// with golden answers.
func TestContractOfGrowth(t *testing.T) {
	a := invented(t)
	out := bytes.Buffer{}
	record := func(what string, x *answer) *answer {
		t.Helper()
		fmt.Fprintf(&out, "# %s\n%s", what, indented(t, x.raw))
		return x
	}
	record("growthLists", a.ask(t, growthLists, nil)).must(t)
	run := record("growthRun", a.ask(t, growthRun, map[string]any{"run": gazelles()})).must(t)
	counts := run.get(t, "growthRun", "counts").(map[string]any)
	for _, state := range []string{"in", "borderline", "out"} {
		if got := run.get(t, "growthRun", state, "totalCount"); got != counts[state] || got == 0. {
			t.Errorf("%s: a page has %v in all, the counts say %v", state, got, counts[state])
		}
	}
	if got := run.get(t, "growthRun", "oneMore", "totalCount"); got != counts["oneMore"] {
		t.Errorf("%v lack one figure, the counts say %v", got, counts["oneMore"])
	}
	tried := record("growthRun, what if", a.ask(t, growthRun, map[string]any{"run": gazelles("whatIf", []any{map[string]any{"criterion": "byRevenue", "number": "0.75"}})})).must(t)
	if fewer := tried.get(t, "growthRun", "counts", "in").(float64); fewer >= counts["in"].(float64) {
		t.Errorf("with a higher line %v are in, not fewer than %v", fewer, counts["in"])
	}
	if run, empty := a.ask(t, growthRun, map[string]any{"run": gazelles(), "at": 0}).must(t), 0.; run.get(t, "growthRun", "counts", "considered") != empty {
		t.Errorf("of the empty log: %s", run.raw)
	}

	first := record("publishList", a.publish(t, "p1")).must(t)
	if members := first.get(t, "publishList", "node", "lists", "totalCount"); members != counts["in"] {
		t.Errorf("%v are members, %v are in: who is at the border is not on the list", members, counts["in"])
	}
	if again := record("publishList, again", a.publish(t, "p1")).must(t); again.get(t, "publishList", "repeated") != true {
		t.Errorf("a retry has published again: %s", again.raw)
	}
	for what, got := range map[string]*answer{
		"EXISTS":   a.publish(t, "p2"),
		"CONFLICT": a.publish(t, "p1", "number", "other"),
		"INVALID":  a.publish(t, "p3", "run", gazelles("whatIf", []any{map[string]any{"criterion": "byRevenue", "number": "0.75"}})),
	} {
		if got.code() != what {
			t.Errorf("want %s: %s", what, got.raw)
		}
	}
	if got := a.publish(t, "p4", "number", "2", "seen", strings.Repeat("0", 64)); got.code() != "CONFLICT" {
		t.Errorf("published what the client has not seen: %s", got.raw)
	}
	record("growthEdition", a.ask(t, growthEdition, map[string]any{"list": "china-gazelle"})).must(t)
	if before := a.ask(t, growthEdition, map[string]any{"list": "china-gazelle", "at": 1}); before.code() != "NOT_FOUND" {
		t.Errorf("before it was published: %s", before.raw)
	}

	// One company's reasons, in each state; what is published explains itself.
	states := map[string]string{}
	page := a.ask(t, `{ growthEdition(list: "china-gazelle") { page(first: 1000) { nodes { id name state outcomes { criterion verdict } } } } }`, nil).must(t)
	for _, x := range page.get(t, "growthEdition", "page", "nodes").([]any) {
		n := x.(map[string]any)
		state := n["state"].(string)
		if states[state] != "" {
			continue
		}
		states[state] = n["id"].(string)
		why := record("why "+state, a.ask(t, growthWhy, map[string]any{"list": "china-gazelle", "id": n["id"]})).must(t)
		if got := why.get(t, "growthEdition", "result", 0, "state"); got != state {
			t.Errorf("%v is %v on the page and %v by itself", n["name"], state, got)
		}
		verdicts := map[any]any{}
		for _, o := range why.get(t, "growthEdition", "result", 0, "outcomes").([]any) {
			verdicts[o.(map[string]any)["criterion"]] = o.(map[string]any)["verdict"]
		}
		for _, o := range n["outcomes"].([]any) {
			if o := o.(map[string]any); verdicts[o["criterion"]] != o["verdict"] {
				t.Errorf("%v: %v is %v on the page and %v by itself", n["name"], o["criterion"], o["verdict"], verdicts[o["criterion"]])
			}
		}
	}
	if len(states) != 4 {
		t.Errorf("there are the states %v", states)
	}
	record("growthStandings", a.ask(t, growthStandings, map[string]any{"id": states["IN"]})).must(t)

	// The next year's list, and what differs.
	next := gazelles("referenceDate", "2026-06-30")
	record("publishList, the next", a.publish(t, "p5", "run", next)).must(t)
	if again := a.publish(t, "p5", "run", next); again.code() != "" || again.get(t, "publishList", "repeated") != true { // its batch also ends the edition before
		t.Errorf("a retry has published again: %s", again.raw)
	}
	key := func(number string) map[string]any { return map[string]any{"list": "china-gazelle", "number": number} }
	record("growthDiff", a.ask(t, growthDiff, map[string]any{"from": key("2025-06-30"), "to": key("2026-06-30")})).must(t)
	same := a.ask(t, growthDiff, map[string]any{"from": key("2025-06-30"), "run": gazelles()}).must(t)
	if n := same.get(t, "growthDiff", "changeCount"); n != 0. {
		t.Errorf("the same run differs: %s", same.raw)
	}
	in := map[string]any{"edition": key("2026-06-30"), "reason": "规则有误", "clientKey": "w1"}
	record("withdrawList", a.ask(t, withdrawList, map[string]any{"in": in}, as(schema.RolePublisher))).must(t)
	if got := a.ask(t, withdrawList, map[string]any{"in": map[string]any{"edition": key("2025-06-30"), "reason": "x", "clientKey": "p1"}}, as(schema.RolePublisher)); got.code() != "CONFLICT" {
		t.Errorf("a withdrawal under the key of the publication: %s", got.raw)
	}
	if again := a.ask(t, withdrawList, map[string]any{"in": in}, as(schema.RolePublisher)).must(t); again.get(t, "withdrawList", "repeated") != true {
		t.Errorf("a retry has withdrawn again: %s", again.raw)
	}
	withdrawn := record("growthEdition, withdrawn", a.ask(t, growthEdition, map[string]any{"list": "china-gazelle", "number": "2026-06-30"})).must(t)
	if status := withdrawn.get(t, "growthEdition", "publication", "status"); status != "WITHDRAWN" {
		t.Errorf("it is %v", status)
	}
	golden(t, "growth", out.Bytes())
}

// TestGrowthMembership filters the map and lists by who is on a published edition.
func TestGrowthMembership(t *testing.T) {
	a := invented(t)
	a.publish(t, "p").must(t)
	edition := a.ask(t, `{ growthEdition(list: "china-gazelle") { publication { id members } counts { in borderline } page(states: [IN], first: 1000) { nodes { id } } border: page(states: [BORDERLINE], first: 1000) { nodes { id } } } }`, nil).must(t)
	want := map[any]bool{}
	for _, n := range edition.get(t, "growthEdition", "page", "nodes").([]any) {
		want[n.(map[string]any)["id"]] = true
	}
	if len(want) == 0 || edition.get(t, "growthEdition", "counts", "borderline") == 0. {
		t.Fatalf("nobody is in, or at the border: %s", edition.raw)
	}
	on := map[string]any{"edge": map[string]any{"type": "LISTED_IN", "to": []any{edition.get(t, "growthEdition", "publication", "id")}}}
	got := a.ask(t, `query($f: Filter) { enterprises(filter: $f, first: 1000) { totalCount nodes { id } }
		chainMap(chain: "SL", enterprises: $f) { total { enterprises } places { code count { enterprises } } } all: chainMap(chain: "SL") { total { enterprises } }
		growthEdition(list: "china-gazelle") { page(filter: $f, first: 1000) { totalCount nodes { state } } } }`, map[string]any{"f": on}).must(t)
	for _, n := range got.get(t, "enterprises", "nodes").([]any) {
		if id := n.(map[string]any)["id"]; !want[id] {
			t.Errorf("%v is chosen and not in", id)
		}
	}
	if n := got.get(t, "enterprises", "totalCount").(float64); int(n) != len(want) {
		t.Errorf("%v enterprises are chosen, %d are in", n, len(want))
	}
	if n, all := got.get(t, "chainMap", "total", "enterprises").(float64), got.get(t, "all", "total", "enterprises").(float64); int(n) != len(want) || n >= all {
		t.Errorf("the map has %v enterprises of %v, %d are in", n, all, len(want))
	}
	if n := got.get(t, "growthEdition", "page", "totalCount").(float64); int(n) != len(want) {
		t.Errorf("a list has %v results of members, %d are in", n, len(want))
	}
}

// TestGrowthPages reads an edition page by page, each result once, in one order.
func TestGrowthPages(t *testing.T) {
	a := invented(t)
	ask := func(first int, after any) *answer {
		return a.ask(t, `query($run: GrowthRunInput!, $first: Int!, $after: String) { growthRun(run: $run) { counts { considered unseen } page(first: $first, after: $after) { totalCount nodes { id segment name } pageInfo { hasNextPage endCursor } } } }`,
			map[string]any{"run": gazelles(), "first": first, "after": after}).must(t)
	}
	whole := ask(1000, nil)
	all := whole.get(t, "growthRun", "page", "nodes").([]any)
	if n, unseen := whole.get(t, "growthRun", "counts", "considered").(float64), whole.get(t, "growthRun", "counts", "unseen").(float64); float64(len(all)) != n-unseen {
		t.Errorf("%d results of %v candidates without %v", len(all), n, unseen)
	}
	var read []any
	for after := any(nil); ; {
		p := ask(7, after)
		read = append(read, p.get(t, "growthRun", "page", "nodes").([]any)...)
		if p.get(t, "growthRun", "page", "pageInfo", "hasNextPage") != true {
			break
		}
		after = p.get(t, "growthRun", "page", "pageInfo", "endCursor")
	}
	if x, y := fmt.Sprint(all), fmt.Sprint(read); x != y {
		t.Errorf("page by page:\n%s\nat once:\n%s", y, x)
	}
	if got := a.ask(t, `{ growthRun(run: {list: "china-gazelle", referenceDate: "2025-06-30"}) { page(after: "x") { totalCount } } }`, nil); got.code() != "INVALID" {
		t.Errorf("a foreign cursor: %s", got.raw)
	}
}

// TestGrowthRefusals asks for what there is not, in both languages.
func TestGrowthRefusals(t *testing.T) {
	a := shared
	for what, c := range map[string]struct {
		run  map[string]any
		code string
	}{
		"no list":         {map[string]any{"referenceDate": "2025-06-30"}, "INVALID"},
		"both":            {gazelles("rule", "x"), "INVALID"},
		"an unknown one":  {gazelles("list", "none"), "NOT_FOUND"},
		"no day":          {gazelles("referenceDate", "2025"), "INVALID"},
		"no such line":    {gazelles("whatIf", []any{map[string]any{"criterion": "none", "number": "1"}}), "NOT_FOUND"},
		"a bad rule":      {map[string]any{"rule": "list: 1\n", "referenceDate": "2025-06-30"}, "INVALID"},
		"a foreign input": {gazelles("brought", []any{map[string]any{"enterprise": "x", "input": "none", "value": "1"}}), "INVALID"},
		"many lines":      {gazelles("whatIf", slices.Repeat([]any{map[string]any{"criterion": "byRevenue", "number": "0.75"}}, 21)), "LIMIT"},
		"many inputs":     {gazelles("brought", slices.Repeat([]any{map[string]any{"enterprise": "x", "input": "none", "value": "1"}}, 1001)), "LIMIT"},
	} {
		got := a.ask(t, growthRun, map[string]any{"run": c.run}, with{"Accept-Language", "zh"})
		if got.code() != c.code {
			t.Errorf("%s: %s", what, got.raw)
		}
	}
	if got := a.ask(t, growthStandings, map[string]any{"id": shared.nth(graph.KindPark, 0)}); got.code() != "INVALID" {
		t.Errorf("the standing of a park: %s", got.raw)
	}
	// A rule of one's own, and a family by the date.
	file, err := growth.ShippedFile("oecd-gazelle")
	if err != nil {
		t.Fatal(err)
	}
	mine := a.ask(t, `query($run: GrowthRunInput!) { growthRun(run: $run) { list { code shipped } } }`,
		map[string]any{"run": map[string]any{"rule": strings.Replace(string(file), "code: oecd-gazelle", "code: mine", 1), "referenceDate": "2025-06-30"}}).must(t)
	if mine.get(t, "growthRun", "list", "code") != "mine" || mine.get(t, "growthRun", "list", "shipped") != false {
		t.Errorf("a rule of one's own: %s", mine.raw)
	}
	for day, code := range map[string]string{"2026-03-31": "miit-little-giant-2022", "2026-04-01": "miit-little-giant-2026"} {
		got := a.ask(t, `query($run: GrowthRunInput!) { growthRun(run: $run) { list { code } } }`, map[string]any{"run": map[string]any{"list": "miit-little-giant", "referenceDate": day}}).must(t)
		if got.get(t, "growthRun", "list", "code") != code {
			t.Errorf("on %s: %s", day, got.raw)
		}
	}
}

// TestGrowthForDownloads chooses what a page chooses.
func TestGrowthForDownloads(t *testing.T) {
	run, err := json.Marshal(gazelles())
	if err != nil {
		t.Fatal(err)
	}
	filter := map[string]any{"property": map[string]any{"name": "stage", "known": true}}
	raw, err := json.Marshal(filter)
	if err != nil {
		t.Fatal(err)
	}
	e, q, err := schema.Growth(context.Background(), shared.handler, shared.log.View(), schema.GrowthRequest{Run: run, States: []string{"OUT", "IN"}, Filter: raw})
	if err != nil {
		t.Fatal(err)
	}
	var got []any
	for r := range e.Select(q) {
		got = append(got, string(r.Enterprise))
	}
	page := shared.ask(t, `query($run: GrowthRunInput!, $f: Filter) { growthRun(run: $run) { page(states: [IN, OUT], filter: $f, first: 1000) { nodes { id } } } }`, map[string]any{"run": gazelles(), "f": filter}).must(t)
	var want []any
	for _, n := range page.get(t, "growthRun", "page", "nodes").([]any) {
		want = append(want, n.(map[string]any)["id"])
	}
	if len(got) == 0 || !slices.Equal(got, want) {
		t.Errorf("a download has %d, the page %d", len(got), len(want))
	}
	for what, r := range map[string]schema.GrowthRequest{
		"a state": {Run: run, States: []string{"in"}}, "a run": {Run: []byte(`{"lists": "x"}`)}, "a filter": {Run: run, Filter: []byte(`{"no": 1}`)}, "nothing": {}, "an edition": {List: "china-gazelle", Number: "1"},
	} {
		if _, _, err := schema.Growth(context.Background(), shared.handler, shared.log.View(), r); err == nil {
			t.Errorf("%s was not refused", what)
		}
	}
}

// TestGrowthOfProjects keeps that a list of projects is run, explained, filtered,
// published and told of on a project, as one of enterprises is.
func TestGrowthOfProjects(t *testing.T) {
	a := invented(t)
	run := map[string]any{"list": "plan-high-value-project", "referenceDate": "2025-06-30"}
	x := a.ask(t, `query($run: GrowthRunInput!) { growthRun(run: $run) { list { of model { scheme note { zh } file } inputs { id } } counts { in borderline out insufficient unseen }
		in: page(states: [IN]) { nodes { id name rank best worst enterprise { id } project { id label concerns { nodes { label } } } } }
		research: page(filter: { property: { name: "kind", in: ["research"] } }) { totalCount nodes { project { kind { code } } } } } }`, map[string]any{"run": run}).must(t)
	if of, n := x.get(t, "growthRun", "list", "of"), x.get(t, "growthRun", "list", "inputs").([]any); of != "PROJECT" || len(n) != 0 {
		t.Errorf("the list is of %v and takes %v", of, n)
	}
	if note := x.get(t, "growthRun", "list", "model", "note", "zh").(string); !strings.Contains(note, "示例值，待确认") {
		t.Errorf("the model does not say that it is an example: %s", note)
	}
	in := x.get(t, "growthRun", "in", "nodes").([]any)
	if len(in) != 3 {
		t.Fatalf("%d projects are in", len(in))
	}
	var id string
	for i, n := range in {
		r := n.(map[string]any)
		p, ok := r["project"].(map[string]any)
		if !ok || r["enterprise"] != nil || p["id"] != r["id"] || p["label"] != r["name"] || r["rank"] != float64(i+1) {
			t.Errorf("result %d is %v", i, r)
		}
		id = r["id"].(string)
	}
	if n := x.get(t, "growthRun", "research", "totalCount").(float64); n == 0 || n >= 16 {
		t.Errorf("%v of the projects are research", n)
	}
	why := a.ask(t, `query($run: GrowthRunInput!, $id: ID!) { growthRun(run: $run) { result(enterprise: $id) { state outcomes { criterion verdict figures { label { zh } low high sources { sheet cell printed } } } } } }`, map[string]any{"run": run, "id": id}).must(t)
	if !bytes.Contains(why.raw, []byte("项目评价")) || !bytes.Contains(why.raw, []byte("pj.trl")) {
		t.Errorf("the reasons do not lead to the cells: %s", why.raw)
	}
	a.ask(t, publishList, map[string]any{"in": map[string]any{"run": run, "reason": "年度名单", "clientKey": "projects"}}, as(schema.RolePublisher)).must(t)
	on := a.ask(t, growthStandings, map[string]any{"id": id}).must(t)
	standings := on.get(t, "growthStandings").([]any)
	if len(standings) != 1 || !bytes.Contains(on.raw, []byte(`"number":"2025-06-30"`)) {
		t.Errorf("the project stands on %s", on.raw)
	}
}
