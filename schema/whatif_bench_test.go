package schema_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"math/rand/v2"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/chainatlas/chainatlas/graph"
	"github.com/chainatlas/chainatlas/importer"
	"github.com/chainatlas/chainatlas/importer/mapping"
	"github.com/chainatlas/chainatlas/schema"
	"github.com/chainatlas/chainatlas/scoring"
	"github.com/chainatlas/chainatlas/scoring/rating"
)

// BenchmarkWhatIf asks over HTTP for the scores of a kept run under another weight:
// 50 products by 50 indicators of three levels, as a slider asks while it moves.
func BenchmarkWhatIf(b *testing.B) {
	const units, indicators = 50, 50
	ctx := b.Context()
	a, err := newAtlas(ctx, b.TempDir(), schema.Config{})
	if err != nil {
		b.Fatal(err)
	}
	defer a.close()
	rng := rand.New(rand.NewPCG(1, 2))
	table := "产品名称,受测版本,证据项,证据类型,数值,证据依据,取证日期,检测机构\n"
	for u := range units {
		for i := range indicators {
			table += fmt.Sprintf("示例产品%d,V1,i%d,检测结果,%d,实测,2025-04-02,示例实验室\n", u, i, 1+rng.IntN(99))
		}
	}
	file := filepath.Join(b.TempDir(), "findings.csv")
	if err := os.WriteFile(file, []byte(table), 0o600); err != nil {
		b.Fatal(err)
	}
	m, err := mapping.Parse("mapping.yaml", []byte("version: 1\nsource: {id: lab, name: 示例实验室, trust: verified, licence: own}\ndataDate: 2025-04-02\ntables:\n- auto: true\n"), graph.Standard())
	if err != nil {
		b.Fatal(err)
	}
	if _, err := importer.Run(ctx, []string{file}, importer.Options{Store: a.store, View: a.log.View(), Mapping: m, Actor: "tester"}); err != nil {
		b.Fatal(err)
	}
	if err := a.settle(ctx); err != nil {
		b.Fatal(err)
	}
	text := "version: 1\nid: bench\nedition: '1'\nrates: product\ntitle: {zh: 示例, en: example}\ndefaults: {aggregation: geometric, normalise: {method: minmax, scale: [1, 100]}}\nindex:\n  children:\n"
	for p := 0; p < indicators; p += 10 {
		text += fmt.Sprintf("  - id: p%d\n    children:\n", p)
		for g := p; g < p+10; g += 5 {
			var leaves []string
			for i := g; i < g+5; i++ {
				leaves = append(leaves, fmt.Sprintf("{id: i%d, evidence: {test: i%d}}", i, i))
			}
			text += fmt.Sprintf("    - {id: g%d, children: [%s]}\n", g, strings.Join(leaves, ", "))
		}
	}
	s, err := scoring.Parse("bench.yaml", []byte(text))
	if err != nil {
		b.Fatal(err)
	}
	day := graph.Date{Year: 2025, Month: 6, Day: 30}
	f, err := rating.Draw(ctx, a.store, a.log.View(), s, rating.Spec{Reference: day, Seed: 1})
	if err != nil {
		b.Fatal(err)
	}
	number, _, err := rating.Keep(ctx, a.store, a.log.View(), f, "tester", "benchmark", day)
	if err != nil {
		b.Fatal(err)
	}
	if err := a.settle(ctx); err != nil {
		b.Fatal(err)
	}
	if n := len(f.Run.Result.Units); n != units {
		b.Fatalf("%d units", n)
	}
	client, weight := a.server.Client(), 0.0
	ask := func() {
		if weight += .01; weight > 1 {
			weight = 0
		}
		body, err := json.Marshal(map[string]any{
			"query":     `query($n: String!, $w: [WeightInput!]!) { ratingWhatIf(run: $n, weights: $w) { id score rank was grade } }`,
			"variables": map[string]any{"n": number, "w": []map[string]any{{"node": "g15", "weight": weight}}},
		})
		if err != nil {
			b.Fatal(err)
		}
		resp, err := client.Post(a.server.URL, "application/json", bytes.NewReader(body))
		if err != nil {
			b.Fatal(err)
		}
		answer, err := io.ReadAll(resp.Body)
		resp.Body.Close()
		if err != nil || resp.StatusCode != http.StatusOK || bytes.Count(answer, []byte(`"id"`)) != units || bytes.Contains(answer, []byte(`"errors"`)) {
			b.Fatalf("status %d, %v: %.300s", resp.StatusCode, err, answer)
		}
	}
	ask() // the first reads the run's file
	for b.Loop() {
		ask()
	}
}
