package schema_test

import (
	"bytes"
	"cmp"
	"encoding/json"
	"fmt"
	"io"
	"mime/multipart"
	"net/http"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/chainatlas/chainatlas/schema"
)

// fresh returns a service over a store with the example, of the test alone.
func fresh(t *testing.T, c schema.Config) *atlas {
	t.Helper()
	a, err := newAtlas(t.Context(), t.TempDir(), c)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(a.close)
	return a
}

// upload sends files as the specification of multipart requests says.
func (a *atlas) upload(t *testing.T, files map[string]string, headers ...with) *answer {
	t.Helper()
	var body bytes.Buffer
	w := multipart.NewWriter(&body)
	variables := make([]any, len(files))
	operations, _ := json.Marshal(map[string]any{
		"query":     uploadFile,
		"variables": map[string]any{"files": variables},
	})
	mapped := map[string][]string{}
	for i := range len(files) {
		mapped[fmt.Sprint(i)] = []string{fmt.Sprintf("variables.files.%d", i)}
	}
	m, _ := json.Marshal(mapped)
	for _, field := range []struct{ name, value string }{{"operations", string(operations)}, {"map", string(m)}} {
		if err := w.WriteField(field.name, field.value); err != nil {
			t.Fatal(err)
		}
	}
	i := 0
	for name, content := range files {
		part, err := w.CreateFormFile(fmt.Sprint(i), name)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := io.WriteString(part, content); err != nil {
			t.Fatal(err)
		}
		i++
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return a.send(t, w.FormDataContentType(), &body, headers...)
}

const (
	reportFields = `source dataDate dryRun counts { read rejected queued created updated unchanged badCells } stated confirmed problemCount goneCount
		tables { document sheet table kinds header first last counts { read created } skipped unknownColumns moreUnknownColumns explain { en } columns { column header kind means label { zh en } why { zh en } chosen samples } moreColumns } unread { sheet code reason { zh } near header columns { column header kind means label { zh } chosen samples } moreColumns rows { row cells } }
		problems(first: 3) { document sheet row column header of value code effect reason { zh en } cure { zh en } tableHeader near } problemFacets { count effects { effect count } sheets { document sheet count } reasons { label { zh en } count } } mapping before queued { row reason } kinds { kind created changed removed } properties { kind property label { zh en } created changed removed } edges { type created }
		identity { read joined new asked queued rejected questions moreDoubts joins { kind own key { zh en } rows } doubts { what document sheet row column header rows kind label keys { zh en } why { zh en } resembles { id label document sheet row } moreResembles } }`
	uploadFile    = `mutation($files: [Upload!]!) { uploadFile(files: $files) { upload files { name size hash imports { revision revokedBy } } } }`
	previewImport = `mutation($in: ImportInput!) { previewImport(input: $in) { mapping report { ` + reportFields + ` } } }`
	applyImport   = `mutation($in: ImportInput!, $key: String!) { applyImport(input: $in, clientKey: $key) { revision repeated batch { id revision kind actor reason source { sourceId } } report { dryRun counts { read created unchanged } } } }`
	batchFields   = `{ revision repeated batch { kind source { sourceId name trust } actor reason revokes } node { id label members } }`
	importReport  = `query($upload: ID, $batch: Revision, $filter: ImportProblemFilter) { importReport(upload: $upload, batch: $batch) { mapping counts { read rejected created } tables { sheet columns { header means label { zh } samples } } problemCount problemFacets(filter: $filter) { count effects { effect count } sheets { sheet count } reasons { reason label { zh } count } } problems(first: 5, filter: $filter) { row column value effect reason { zh en } cure { zh en } } } }`
	whereabouts   = `query($id: ID!, $r: Revision) { whereabouts(id: $id, minRevision: $r) { node since until endedBy { revision kind reason actor revokes } } }`
	revocation    = `query($batch: Revision!) { revocation(batch: $batch) { batch kinds { kind created changed removed } edges { type removed } sleepingCount sleeping { what batch { revision actor reason } node { id } label other property { zh en } period value } } }`
	editProperty  = `mutation($in: EditPropertyInput!) { editProperty(input: $in) ` + batchFields + ` }`
	merge         = `mutation($in: JudgeInput!) { merge(input: $in) ` + batchFields + ` }`
	separate      = `mutation($in: JudgeInput!) { separate(input: $in) ` + batchFields + ` }`
	revoke        = `mutation($in: RevokeInput!) { revoke(input: $in) ` + batchFields + ` }`
)

// table has a bad cell, so that there is something to report.
const table = "企业名称,统一社会信用代码,成立日期,注册资本\n示例甲科技有限公司,,2019-05,5000万元\n示例乙科技有限公司,,不是日期,3000万元\n"

// TestPreviewLeavesExamplesOut asks that a row that is marked as an example stays
// one when the mapping that was offered is handed in again.
func TestPreviewLeavesExamplesOut(t *testing.T) {
	a := fresh(t, schema.Config{})
	csv := "来源标识,企业名称,成立日期\n示例（不导入）,示例甲科技有限公司,2019-05\n,示例乙科技有限公司,2020-01\n"
	id := a.upload(t, map[string]string{"企业.csv": csv}, as(schema.RoleImporter)).must(t).get(t, "uploadFile", "upload")
	in := map[string]any{"upload": id, "dataDate": "2025-12-31", "mapping": "source: {id: press, name: 报刊, trust: media}\nversion: 1\n"}
	for _, what := range []string{"recognised", "handed in again"} {
		x := a.ask(t, previewImport, map[string]any{"in": in}, as(schema.RoleImporter)).must(t)
		if got := x.get(t, "previewImport", "report", "counts", "read"); got != 1. {
			t.Errorf("%s: %v rows are read, want 1: %s", what, got, x.raw)
		}
		if got := x.get(t, "previewImport", "report", "tables", 0, "skipped"); got != 1. {
			t.Errorf("%s: %v rows are left out, want 1", what, got)
		}
		in["mapping"] = x.get(t, "previewImport", "mapping")
	}
}

// TestPreviewCorrects chooses what an unknown column means from what the vocabulary
// offers, and what a misspelt name is meant for, and applies the mapping that comes
// of it.
func TestPreviewCorrects(t *testing.T) {
	a := fresh(t, schema.Config{})
	id := a.upload(t, map[string]string{
		"企业.csv": "企业名称,资本（万元）,园区\n示例甲科技有限公司,5000,示例产业圆\n",
		"园区.csv": "园区名称,所在地区\n示例产业园,湖南省\n",
	}, as(schema.RoleImporter)).must(t).get(t, "uploadFile", "upload")
	in := map[string]any{"upload": id, "dataDate": "2025-12-31", "mapping": "source: {id: press, name: 报刊, trust: media}\nversion: 1\n"}
	preview := func() *answer { return a.ask(t, previewImport, map[string]any{"in": in}, as(schema.RoleImporter)) }
	x := preview().must(t)
	problem := func(x *answer, at int, field string) any {
		return x.get(t, "previewImport", "report", "problems", at, field)
	}
	if problem(x, 0, "effect") != "UNREAD" || problem(x, 1, "code") != "REFERRED" || problem(x, 1, "column") != 3. || fmt.Sprint(problem(x, 1, "near")) != "[示例产业园]" || problem(x, 1, "effect") != "KEPT" {
		t.Errorf("the unknown column and the misspelt park: %s", x.raw)
	}
	meanings := a.ask(t, `{ vocabulary { kinds { kind columns { means label { zh en } group { zh en } } } } }`, nil).must(t)
	means := ""
	for _, k := range meanings.get(t, "vocabulary", "kinds").([]any) {
		if k := k.(map[string]any); k["kind"] == "ENTERPRISE" {
			for _, m := range k["columns"].([]any) {
				if m := m.(map[string]any); m["label"].(map[string]any)["zh"] == "注册资本" {
					means = m["means"].(string)
				}
			}
		}
	}
	column := map[string]any{"document": "企业.csv", "header": 1, "column": 2, "kind": "ENTERPRISE", "means": "nonsense"}
	in["columns"] = []any{column}
	if got := preview(); got.code() != "INVALID" || !bytes.Contains(got.raw, []byte("column B")) {
		t.Errorf("a meaning that there is not: %s", got.raw)
	}
	column["means"] = means
	in["amendments"] = []any{map[string]any{"document": "企业.csv", "header": problem(x, 1, "tableHeader"), "column": 3, "from": problem(x, 1, "value"), "to": "示例产业园"}}
	x = preview().must(t)
	if n := x.get(t, "previewImport", "report", "problemCount"); n != 0. {
		t.Errorf("corrected, there are %v problems: %s", n, x.raw)
	}
	delete(in, "columns")
	delete(in, "amendments")
	in["mapping"] = x.get(t, "previewImport", "mapping")
	a.ask(t, applyImport, map[string]any{"in": in, "key": "k"}, as(schema.RoleImporter)).must(t)
	x = a.ask(t, `{ enterprises(first: 1) { nodes { label registeredCapital { text } } } parks(first: 5) { totalCount } }`, nil).must(t)
	if x.get(t, "enterprises", "nodes", 0, "registeredCapital", "text") != "5000万元" || x.get(t, "parks", "totalCount") != 1. {
		t.Errorf("applied: %s", x.raw)
	}
	in["amendments"] = []any{map[string]any{"document": "企业.csv", "header": 1, "column": 3, "from": " ", "to": "x"}}
	if got := preview(); got.code() != "INVALID" {
		t.Errorf("an amendment of nothing: %s", got.raw)
	}
}

// TestPreviewTakesAPersonsWord says of a sheet that nobody recognises what it holds
// and what its columns mean, and applies the mapping that comes of it.
func TestPreviewTakesAPersonsWord(t *testing.T) {
	a := fresh(t, schema.Config{})
	const file = "名单.csv"
	id := a.upload(t, map[string]string{file: "甲列,乙列,丙列\n示例甲科技有限公司,35,x\n示例乙科技有限公司,40,y\n"}, as(schema.RoleImporter)).must(t).get(t, "uploadFile", "upload")
	in := map[string]any{"upload": id, "dataDate": "2025-12-31", "mapping": "source: {id: press, name: 报刊, trust: media}\nversion: 1\n"}
	preview := func() *answer {
		return a.ask(t, previewImport, map[string]any{"in": in}, as(schema.RoleImporter)).must(t)
	}
	report := func(x *answer, path ...any) any {
		return x.get(t, append([]any{"previewImport", "report"}, path...)...)
	}
	x := preview()
	if report(x, "unread", 0, "code") != "UNKNOWN" || fmt.Sprint(report(x, "unread", 0, "rows", 0, "cells")) != "[甲列 乙列 丙列]" || report(x, "problems", 0, "effect") != "TOLD" {
		t.Fatalf("what nobody knows: %s", x.raw)
	}
	sheet := map[string]any{"document": file, "header": 1, "kind": "ENTERPRISE"}
	in["sheets"] = []any{sheet}
	x = preview()
	if report(x, "unread", 0, "near") != "ENTERPRISE" || report(x, "unread", 0, "header") != 1. || fmt.Sprint(report(x, "unread", 0, "columns", 0, "samples")) != "[示例甲科技有限公司 示例乙科技有限公司]" {
		t.Fatalf("of a kind, but without a name: %s", x.raw)
	}
	if why := report(x, "unread", 0, "reason", "zh").(string); !strings.Contains(why, "缺少列：") {
		t.Errorf("it does not say what is missing: %s", why)
	}
	column := map[string]any{"document": file, "header": 1, "column": 1, "kind": "ENTERPRISE", "means": "legalName"}
	in["columns"] = []any{column}
	x = preview()
	if report(x, "counts", "created") != 2. || report(x, "tables", 0, "header") != 1. || report(x, "tables", 0, "columns", 0, "chosen") != true {
		t.Fatalf("with a name: %s", x.raw)
	}
	delete(in, "sheets")
	delete(in, "columns")
	in["mapping"] = x.get(t, "previewImport", "mapping") // which says the same
	if x = preview(); report(x, "counts", "created") != 2. {
		t.Fatalf("by the mapping: %s", x.raw)
	}
	// A sheet that is known is left out, and taken for something else.
	in["sheets"] = []any{map[string]any{"document": file}}
	if x = preview(); report(x, "unread", 0, "code") != "LEFT_OUT" || report(x, "counts", "read") != 0. {
		t.Errorf("left out: %s", x.raw)
	}
	sheet["kind"] = "INSTITUTION"
	in["sheets"] = []any{sheet}
	in["columns"] = []any{map[string]any{"document": file, "header": 1, "column": 1, "kind": "INSTITUTION", "means": "legalName"}}
	if x = preview(); fmt.Sprint(report(x, "tables", 0, "kinds")) != "[INSTITUTION]" || report(x, "counts", "created") != 2. {
		t.Errorf("taken for institutions: %s", x.raw)
	}
	sheet["kind"] = "RATING"
	delete(in, "columns")
	if got := a.ask(t, previewImport, map[string]any{"in": in}, as(schema.RoleImporter)); got.code() != "INVALID" {
		t.Errorf("a kind that is never imported: %s", got.raw)
	}
}

// TestContractOfMutations goes through every mutation, with golden answers.
func TestContractOfMutations(t *testing.T) {
	a := fresh(t, schema.Config{})
	out := bytes.Buffer{}
	record := func(what string, x *answer) *answer {
		t.Helper()
		fmt.Fprintf(&out, "# %s\n%s", what, indented(t, x.raw))
		return x
	}
	up := record("uploadFile", a.upload(t, map[string]string{"企业.csv": table}, as(schema.RoleImporter))).must(t)
	id := up.get(t, "uploadFile", "upload").(string)
	if size := up.get(t, "uploadFile", "files", 0, "size"); size != float64(len(table)) {
		t.Errorf("the size is %v", size)
	}
	source := "source: {id: press, name: 报刊, trust: media}\nversion: 1\n"
	in := map[string]any{"upload": id, "dataDate": "2025-12-31", "mapping": source}
	preview := record("previewImport", a.ask(t, previewImport, map[string]any{"in": in}, as(schema.RoleImporter))).must(t)
	if a.log.View().Revision() != 0 {
		t.Error("a preview has written")
	}
	mapping := preview.get(t, "previewImport", "mapping").(string)
	if !strings.Contains(mapping, "legalName") || !strings.Contains(mapping, "press") {
		t.Errorf("the mapping is not what was recognised: %s", mapping)
	}
	in["mapping"] = mapping // as a person hands it in again
	applied := record("applyImport", a.ask(t, applyImport, map[string]any{"in": in, "key": "k1"}, as(schema.RoleImporter))).must(t)
	if applied.get(t, "applyImport", "revision") != 1. {
		t.Errorf("not revision 1: %s", applied.raw)
	}
	again := record("applyImport, again", a.ask(t, applyImport, map[string]any{"in": in, "key": "k1"}, as(schema.RoleImporter))).must(t)
	if again.get(t, "applyImport", "repeated") != true {
		t.Error("a retry has imported again")
	}
	if got := a.ask(t, applyImport, map[string]any{"in": map[string]any{"upload": id, "dataDate": "2024-12-31", "mapping": mapping}, "key": "k1"}, as(schema.RoleImporter)); got.code() != "CONFLICT" {
		t.Errorf("another import under the same key: %s", got.raw)
	}

	kept := record("importReport", a.ask(t, importReport, map[string]any{"batch": 1}, as(schema.RoleImporter))).must(t)
	if !strings.Contains(kept.get(t, "importReport", "mapping").(string), "legalName") || kept.get(t, "importReport", "problems", 0, "value") != "不是日期" {
		t.Errorf("the batch kept %s", kept.raw)
	}
	if got := a.ask(t, importReport, map[string]any{"batch": 1}); got.code() != "UNAUTHENTICATED" {
		t.Errorf("a reader sees the cells of an import: %s", got.raw)
	}
	twice := record("uploadFile, again", a.upload(t, map[string]string{"又一次.csv": table}, as(schema.RoleImporter))).must(t).get(t, "uploadFile", "upload").(string)
	list := a.ask(t, `{ enterprises(first: 5) { nodes { id label } } }`, nil).must(t)
	first, second := list.get(t, "enterprises", "nodes", 0, "id"), list.get(t, "enterprises", "nodes", 1, "id")
	edit := map[string]any{"node": first, "property": "registeredCapital", "value": "1亿元", "reason": "年报更正", "clientKey": "e1"}
	record("editProperty", a.ask(t, editProperty, map[string]any{"in": edit}, as(schema.RoleCurator))).must(t)
	again = record("editProperty, again", a.ask(t, editProperty, map[string]any{"in": edit}, as(schema.RoleCurator))).must(t)
	if again.get(t, "editProperty", "repeated") != true || again.get(t, "editProperty", "revision") != 3. {
		t.Errorf("a retry has edited again: %s", again.raw)
	}
	other := map[string]any{"node": first, "property": "registeredCapital", "value": "2亿元", "reason": "年报更正", "clientKey": "e1"}
	if got := record("editProperty, another act under the key", a.ask(t, editProperty, map[string]any{"in": other}, as(schema.RoleCurator))); got.code() != "CONFLICT" {
		t.Errorf("another act under the same key: %s", got.raw)
	}
	stale := map[string]any{"node": first, "property": "registeredCapital", "value": "2亿元", "seen": "5000万元", "reason": "年报更正", "clientKey": "e2"}
	if got := record("editProperty, of a value not shown any more", a.ask(t, editProperty, map[string]any{"in": stale}, as(schema.RoleCurator))); got.code() != "CONFLICT" {
		t.Errorf("an edit of what is not shown any more: %s", got.raw)
	}
	pair := func(key string) map[string]any {
		return map[string]any{"in": map[string]any{"a": first, "b": second, "reason": "同一家", "clientKey": key}}
	}
	merged := record("merge", a.ask(t, merge, pair("m1"), as(schema.RoleCurator))).must(t)
	if members := merged.get(t, "merge", "node", "members").([]any); len(members) != 2 {
		t.Errorf("the merged node has %v", members)
	}
	revision := merged.get(t, "merge", "revision")
	seen := a.ask(t, `query($a: ID!, $b: ID!, $r: Revision!) { a: node(id: $a, minRevision: $r) { id } b: node(id: $b) { id } }`, map[string]any{"a": first, "b": second, "r": revision}).must(t)
	if seen.get(t, "a", "id") != seen.get(t, "b", "id") {
		t.Errorf("a read after the merge sees two: %s", seen.raw)
	}
	record("separate", a.ask(t, separate, pair("s1"), as(schema.RoleCurator))).must(t)
	record("decide", a.ask(t, decide, map[string]any{"in": map[string]any{"subject": first, "same": second, "reason": "同一家", "clientKey": "d1"}}, as(schema.RoleCurator))).must(t)
	record("revoke", a.ask(t, revoke, map[string]any{"in": map[string]any{"batch": 3, "reason": "更正有误", "clientKey": "r1"}}, as(schema.RoleImporter))).must(t)
	again = record("revoke, again", a.ask(t, revoke, map[string]any{"in": map[string]any{"batch": 3, "reason": "更正有误", "clientKey": "r1"}}, as(schema.RoleImporter))).must(t)
	if again.get(t, "revoke", "repeated") != true {
		t.Error("a retry has revoked again")
	}
	if got := record("revoke, what was revoked", a.ask(t, revoke, map[string]any{"in": map[string]any{"batch": 3, "reason": "更正有误", "clientKey": "r2"}}, as(schema.RoleImporter))); got.code() != "INVALID" {
		t.Errorf("a second revocation: %s", got.raw)
	}
	record("the trail", a.ask(t, `{ batches { nodes { revision kind actor reason revokes revokedBy } } enterprises(orderBy: {property: "employees"}) { nodes { label registeredCapital { text } } } }`, nil)).must(t)
	pinned := map[string]any{"node": first, "property": "registeredCapital", "value": "3亿元", "reason": "又一次更正", "clientKey": "e3"}
	record("editProperty, once more", a.ask(t, editProperty, map[string]any{"in": pinned}, as(schema.RoleCurator))).must(t)
	foretold := record("revocation, of the import", a.ask(t, revocation, map[string]any{"batch": 1}, as(schema.RoleImporter))).must(t)
	if n := foretold.get(t, "revocation", "sleepingCount").(float64); n < 2 || foretold.get(t, "revocation", "sleeping", int(n)-1, "value") != "3亿元" {
		t.Errorf("what would sleep is not told: %s", foretold.raw)
	}
	if got := a.ask(t, revocation, map[string]any{"batch": 1}); got.code() != "UNAUTHENTICATED" {
		t.Errorf("a reader has a revocation worked out: %s", got.raw)
	}
	if got := record("revocation, of what was revoked", a.ask(t, revocation, map[string]any{"batch": 3}, as(schema.RoleImporter))); got.code() != "INVALID" {
		t.Errorf("a revocation of what was revoked: %s", got.raw)
	}
	record("revoke the import", a.ask(t, revoke, map[string]any{"in": map[string]any{"batch": 1, "reason": "文件有误", "clientKey": "r3"}}, as(schema.RoleImporter))).must(t)
	gone := record("whereabouts", a.ask(t, whereabouts, map[string]any{"id": first})).must(t)
	if gone.get(t, "whereabouts", "since") != 1. || gone.get(t, "whereabouts", "endedBy", "revokes") != 1. {
		t.Errorf("what was taken back is at %s", gone.raw)
	}
	record("whereabouts, of nothing", a.ask(t, whereabouts, map[string]any{"id": "nothing"})).must(t)
	// What each revision showed is still there to be asked for.
	for r := range a.log.View().Revision() + 1 {
		record(fmt.Sprintf("at %d", r), a.ask(t, `query($at: At) { enterprises(first: 5, at: $at) { nodes { id label members registeredCapital { text } } } batches(first: 1, at: $at) { nodes { revision kind } } }`, map[string]any{"at": r})).must(t)
	}
	golden(t, "mutations", []byte(strings.NewReplacer(id, "UPLOAD", twice, "SECOND UPLOAD").Replace(out.String())))
}

// TestRoles tries every mutation as every role, and as nobody.
func TestRoles(t *testing.T) {
	a := fresh(t, schema.Config{})
	roles := []schema.Role{schema.RoleImporter, schema.RoleCurator, schema.RoleEvaluator, schema.RoleReviewer, schema.RolePublisher, schema.RoleVendor, schema.RoleAdministrator, "stranger"}
	publishers := []schema.Role{schema.RolePublisher, schema.RoleAdministrator}
	importers := []schema.Role{schema.RoleImporter, schema.RoleEvaluator, schema.RoleAdministrator} // an evaluator brings evidence
	scorers := []schema.Role{schema.RoleEvaluator, schema.RoleAdministrator}
	act := func(act string) map[string]any {
		return map[string]any{"in": map[string]any{"number": "x", "act": act, "reason": "r"}}
	}
	judge := map[string]any{"in": map[string]any{"a": "x", "b": "y", "reason": "r", "clientKey": "k"}}
	imports := map[string]any{"in": map[string]any{"upload": "x"}, "key": "k"}
	for _, m := range []struct {
		name, query string
		variables   map[string]any
		may         []schema.Role
	}{
		{"previewImport", previewImport, map[string]any{"in": imports["in"]}, importers},
		{"applyImport", applyImport, imports, importers},
		{"recordFindings", recordFindings, map[string]any{"in": map[string]any{"source": "x", "dataDate": "2025-04-02", "reason": "r", "clientKey": "k",
			"findings": []any{map[string]any{"of": "x", "item": "i", "basis": "tested", "date": "2025-04-02", "measured": "1"}}}}, importers},
		{"revoke", revoke, map[string]any{"in": map[string]any{"batch": 7, "reason": "r", "clientKey": "k"}}, []schema.Role{schema.RoleImporter, schema.RoleCurator, schema.RoleAdministrator}},
		{"editProperty", editProperty, map[string]any{"in": map[string]any{"node": "x", "property": "p", "reason": "r", "clientKey": "k"}}, []schema.Role{schema.RoleCurator, schema.RoleAdministrator}},
		{"merge", merge, judge, []schema.Role{schema.RoleCurator, schema.RoleAdministrator}},
		{"separate", separate, judge, []schema.Role{schema.RoleCurator, schema.RoleAdministrator}},
		{"decide", decide, map[string]any{"in": map[string]any{"subject": "x", "same": "y", "reason": "r", "clientKey": "k"}}, []schema.Role{schema.RoleCurator, schema.RoleAdministrator}},
		{"publishList", publishList, map[string]any{"in": map[string]any{"run": map[string]any{"list": "x", "referenceDate": "2025-06-30"}, "reason": "r", "clientKey": "k"}}, publishers},
		{"withdrawList", withdrawList, map[string]any{"in": map[string]any{"edition": map[string]any{"list": "x", "number": "1"}, "reason": "r", "clientKey": "k"}}, publishers},
		{"runScheme", runScheme, map[string]any{"in": map[string]any{"scheme": "x", "reference": "2025-06-30", "reason": "r"}}, scorers},
		{"submit", stepRelease, act("SUBMIT"), scorers},
		{"reply", stepRelease, act("REPLY"), []schema.Role{schema.RoleVendor, schema.RoleAdministrator}},
		{"review", stepRelease, act("REVIEW"), []schema.Role{schema.RoleReviewer, schema.RoleAdministrator}},
		{"publish", stepRelease, act("PUBLISH"), publishers},
		{"correct", stepRelease, act("CORRECT"), publishers},
		{"withdraw", stepRelease, act("WITHDRAW"), publishers},
		{"expire", stepRelease, act("EXPIRE"), publishers},
	} {
		if got := a.ask(t, m.query, m.variables); got.code() != string(schema.CodeUnauthenticated) {
			t.Errorf("%s by nobody: %s", m.name, got.raw)
		}
		for _, role := range roles {
			want := string(schema.CodeForbidden)
			for _, may := range m.may {
				if may == role {
					want = "NOT_FOUND" // what it is about is not there
				}
			}
			if got := a.ask(t, m.query, m.variables, as(role)); got.code() != want {
				t.Errorf("%s by %s: %s, want %s", m.name, role, got.raw, want)
			}
		}
	}
	for _, role := range append(roles, "") {
		headers := []with{{"Origin", a.server.URL}}
		if role != "" {
			headers = append(headers, as(role))
		}
		got := a.upload(t, map[string]string{"a.csv": "a\n"}, headers...)
		want := string(schema.CodeForbidden)
		switch role {
		case schema.RoleImporter, schema.RoleEvaluator, schema.RoleAdministrator:
			want = ""
		case "":
			want = string(schema.CodeUnauthenticated)
		}
		if got.code() != want {
			t.Errorf("uploadFile by %q: %s, want %s", role, got.raw, want)
		}
	}
}

// TestUploads refuses what is no upload, and keeps names harmless.
func TestUploads(t *testing.T) {
	a := fresh(t, schema.Config{Limits: schema.Limits{Upload: 64 << 10, Uploads: 3}})
	got := a.upload(t, map[string]string{`..\..\etc/../p:asswd.csv`: "x\n"}, as(schema.RoleImporter)).must(t)
	if name := got.get(t, "uploadFile", "files", 0, "name"); name != "passwd.csv" {
		t.Errorf("the file is called %v", name)
	}
	found, err := filepath.Glob(filepath.Join(a.dir, "uploads", "*", "*"))
	if err != nil || len(found) != 1 || filepath.Base(found[0]) != "passwd.csv" {
		t.Errorf("kept are %v, %v", found, err)
	}
	if got := a.upload(t, map[string]string{"a.csv": "x", "b/A.csv": "y"}, as(schema.RoleImporter)); got.code() != "INVALID" {
		t.Errorf("two of one name: %s", got.raw)
	}
	if got := a.upload(t, map[string]string{"a.csv": strings.Repeat("x", 100<<10)}, as(schema.RoleImporter)); len(got.Errors) == 0 {
		t.Errorf("too large: %s", got.raw)
	}
	if got := a.upload(t, map[string]string{"a.csv": "x"}, with{"Content-Language", "zh"}); got.code() != string(schema.CodeForbidden) {
		t.Errorf("an upload without an origin: %s", got.raw)
	}
	for range 2 {
		a.upload(t, map[string]string{"a.csv": "x"}, as(schema.RoleImporter)).must(t)
	}
	if got := a.upload(t, map[string]string{"a.csv": "x"}, as(schema.RoleImporter)); got.code() != "LIMIT" {
		t.Errorf("a fourth upload: %s", got.raw)
	}
	entries, err := os.ReadDir(filepath.Join(a.dir, "uploads"))
	if err != nil || len(entries) != 3 {
		t.Errorf("%d uploads are kept, not 3 (%v)", len(entries), err)
	}
}

// TestUploadBombs sends forms that would take memory, files or the service, each in
// chunks, so that nothing tells its length before.
func TestUploadBombs(t *testing.T) {
	a := fresh(t, schema.Config{Limits: schema.Limits{Upload: 8 << 20, Body: 64 << 10}})
	operations := fmt.Sprintf(`{"query": %q, "variables": {"files": [null], "name": "x"}}`, uploadFile)
	const mapped = `{"0": ["variables.files.0"]}`
	many := map[string][]string{}
	for i := range 30 {
		many[fmt.Sprint(i)] = []string{fmt.Sprintf("variables.files.%d", i)}
	}
	files, _ := json.Marshal(many)
	paths, _ := json.Marshal(map[string][]string{"0": slices.Repeat([]string{"variables.files.0"}, 2000)})
	for name, c := range map[string]struct {
		operations, mapped string
		file               int64 // its bytes
		code               string
	}{
		"an upload":                    {operations, mapped, 100, ""},
		"a large file":                 {operations, mapped, 20 << 20, "LIMIT"},
		"large operations":             {operations + strings.Repeat(" ", 100<<10), mapped, 1, "LIMIT"},
		"a large map":                  {operations, mapped + strings.Repeat(" ", 100<<10), 1, "LIMIT"},
		"many files":                   {operations, string(files), 1, "LIMIT"},
		"a file as many variables":     {operations, string(paths), 1, "INVALID"},
		"a file as no variable":        {operations, `{"0": []}`, 1, "INVALID"},
		"a file that nothing names":    {operations, `{}`, 1, "INVALID"},
		"a variable without its file":  {operations, `{"0": ["variables.files.0"], "1": ["variables.name"]}`, 1, "INVALID"},
		"an index beyond the list":     {operations, `{"0": ["variables.files.7"]}`, 1, "INVALID"},
		"a negative index":             {operations, `{"0": ["variables.files.-1"]}`, 1, "INVALID"},
		"an index that is none":        {operations, `{"0": ["variables.files.x"]}`, 1, "INVALID"},
		"a list as the variable":       {operations, `{"0": ["variables.files"]}`, 1, "INVALID"},
		"a text as the variable":       {operations, `{"0": ["variables.name"]}`, 1, "INVALID"},
		"below a text":                 {operations, `{"0": ["variables.name.0"]}`, 1, "INVALID"},
		"no variable":                  {operations, `{"0": ["query"]}`, 1, "INVALID"},
		"all variables":                {operations, `{"0": ["variables"]}`, 1, "INVALID"},
		"no JSON":                      {`{`, mapped, 1, "INVALID"},
		"a batch":                      {"[" + operations + "]", mapped, 1, "INVALID"},
		"a map that is none":           {operations, `[]`, 1, "INVALID"},
		"a file where there is no one": {`{"query": "{ __typename }"}`, mapped, 1, "INVALID"},
	} {
		r, w := io.Pipe()
		form := multipart.NewWriter(w)
		go func() {
			err := cmp.Or(form.WriteField("operations", c.operations), form.WriteField("map", c.mapped))
			if err == nil {
				var part io.Writer
				if part, err = form.CreateFormFile("0", "a.csv"); err == nil {
					_, err = io.CopyN(part, zeros{}, c.file)
				}
			}
			w.CloseWithError(cmp.Or(err, form.Close(), io.EOF))
		}()
		got := a.send(t, form.FormDataContentType(), r, as(schema.RoleImporter))
		if got.code() != c.code || c.code == "LIMIT" && got.Status != http.StatusRequestEntityTooLarge || c.code == "INVALID" && got.Status != http.StatusBadRequest {
			t.Errorf("%s: status %d: %s", name, got.Status, got.raw)
		}
		r.Close()
	}
	entries, err := os.ReadDir(filepath.Join(a.dir, "uploads"))
	if err != nil || len(entries) != 1 {
		t.Errorf("%d are kept, not 1 (%v)", len(entries), err)
	}
}

// zeros never ends.
type zeros struct{}

func (zeros) Read(p []byte) (int, error) {
	clear(p)
	return len(p), nil
}
