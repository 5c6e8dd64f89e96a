package main

import (
	"archive/zip"
	"io"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/chainatlas/chainatlas/schema"
)

// showsNoPersonalData imports something about natural persons and looks for it in
// every download and on every page, also of who may read it by GraphQL: files are
// handed on.
func showsNoPersonalData(t *testing.T, s *site, store string) {
	t.Helper()
	const secret = "zqxsecret"
	table := filepath.Join(t.TempDir(), "联系人.csv")
	rows := "企业名称,法定代表人,联系人,联系电话,电子邮箱,备注\n示例隐私有限公司," + secret + "甲," + secret + "乙,13800138" + secret + "," + secret + "@example.com,致电" + secret + " 13800138000\n"
	if err := os.WriteFile(table, []byte(rows), 0o666); err != nil {
		t.Fatal(err)
	}
	env := serverEnv(store, nil)
	for _, args := range [][]string{{"source", "add", "contacts", "--name", "示例通讯录", "--trust", "media"}, {"import", "--source", "contacts", table}} {
		if r := runProgram(t, env, args...); r.code != 0 {
			t.Fatalf("%v: %d %s", args, r.code, r.stderr)
		}
	}
	curator := addToken(t, store, "a curator", "--role", "curator")
	const filter = `{"text":"示例隐私"}`
	for until := time.Now().Add(time.Minute); !strings.Contains(s.get("/download/Enterprise.csv?columns=label&filter="+filter).body, "示例隐私有限公司"); time.Sleep(10 * time.Millisecond) {
		if time.Now().After(until) {
			t.Fatal("the server does not follow")
		}
	}
	addresses := []string{"/tiles", "/zh/enterprises", "/en", "/schema.graphql", "/metrics"}
	for what, parameters := range map[string][]string{
		"Enterprise": {"", "sources=true", "sources=true&filter=" + filter, "orderBy=revenue&sources=true&filter=" + filter},
		"all":        {"sources=true"}, "map": {""}, "gaps": {"fewerThan=3"},
	} {
		for _, format := range []string{"xlsx", "csv", "jsonl", "graphml"} {
			for _, more := range parameters {
				addresses = append(addresses, "/download/"+what+"."+format+"?"+more)
			}
		}
	}
	read := 0
	for _, address := range addresses {
		a := s.do(http.MethodGet, address, nil, func(r *http.Request) { r.Header.Set("Authorization", "Bearer "+curator) })
		if a.status != http.StatusOK {
			continue // what does not go together is refused, and says so
		}
		read++
		texts := []string{a.body}
		if z, err := zip.NewReader(strings.NewReader(a.body), int64(len(a.body))); err == nil {
			for _, f := range z.File {
				r, err := f.Open()
				if err != nil {
					t.Fatal(err)
				}
				b, err := io.ReadAll(r)
				if err != nil {
					t.Fatal(err)
				}
				texts = append(texts, string(b))
			}
		}
		for _, text := range texts {
			if i := strings.Index(text, secret); i >= 0 {
				t.Errorf("%s holds personal data: … %.200s", address, text[max(0, i-80):])
			}
		}
	}
	if read < 22 {
		t.Errorf("only %d of %d downloads can be read", read, len(addresses))
	}
	for _, chosen := range []string{"columns=id,contactPhone", "orderBy=contactPhone", `filter={"property":{"name":"contactPhone","known":true}}`} {
		a := s.do(http.MethodGet, "/download/Enterprise.csv?"+chosen, nil, func(r *http.Request) { r.Header.Set("Authorization", "Bearer "+curator) })
		if a.status != http.StatusBadRequest && a.status != http.StatusForbidden {
			t.Errorf("%s: %d %.200s", chosen, a.status, a.body)
		}
	}
	if x := s.graphql(curator, `{ enterprise(key: "示例隐私有限公司") { contactPhone { value { text } } } }`, nil); x.code() != "" || !strings.Contains(string(x.Data), secret) {
		t.Errorf("a curator does not see it by GraphQL: %s %v", x.Data, x.Errors)
	}
	if x := s.graphql("", `{ enterprise(key: "示例隐私有限公司") { contactPhone { withheld { zh } value { text } } } enterprises(filter: {property: {name: "contactPhone", known: true}}) { totalCount } }`, nil); x.code() != string(schema.CodeForbidden) || strings.Contains(string(x.Data), secret) {
		t.Errorf("a reader: %s %v", x.Data, x.Errors)
	}
}
