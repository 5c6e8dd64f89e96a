package memory

import (
	"bytes"
	"context"
	"fmt"
	"os"
	"runtime"
	"strconv"
	"testing"
	"time"

	"github.com/chainatlas/chainatlas/graph"
	"github.com/chainatlas/chainatlas/graph/graphtest"
)

func TestZZ(t *testing.T) {
	n, _ := strconv.Atoi(os.Getenv("ZZ"))
	if n == 0 {
		t.Skip()
	}
	g := graphtest.Generate(graphtest.FullSize.Scaled(n))
	ctx := context.Background()
	start := time.Now()
	log := graphtest.NewMemLog(g)
	fmt.Println("generate", time.Since(start))
	runtime.GC()
	var m0, m1 runtime.MemStats
	runtime.ReadMemStats(&m0)
	start = time.Now()
	v, err := Build(ctx, log, graph.Standard(), graph.StandardRules(), 0)
	if err != nil {
		t.Fatal(err)
	}
	fmt.Println("build", time.Since(start), v.nsubs)
	runtime.GC()
	runtime.ReadMemStats(&m1)
	fmt.Printf("heap MB %d\n", (int(m1.HeapAlloc)-int(m0.HeapAlloc))>>20)
	fmt.Printf("subs %d nodes %d says %d heard %d ids %d forms %d owners %d idk %d formk %d keys %d profiles %d\n",
		v.subs.bytes(12)>>20, v.nodes.bytes(8)>>20, v.says.bytes()>>20, v.heard.bytes()>>20, v.ids.bytes()>>20, v.forms.bytes()>>20, v.owners.bytes()>>20, v.idKeys.bytes()>>20, v.formKeys.bytes()>>20, v.keys.bytes()>>20, v.profiles.bytes()>>20)
	for i := range v.out {
		fmt.Print(v.decl.edges[i].decl.Type, " ", v.out[i].bytes()>>20, "/", v.in[i].bytes()>>20, " ")
	}
	fmt.Println()
	for k := range v.columns {
		for c := range v.columns[k] {
			if b := v.columns[k][c].codes.bytes(4) + v.columns[k][c].numbers.bytes(8); b > 1<<19 {
				fmt.Print(v.decl.kinds[k].columns[c].decl.Name, " ", b>>20, " ")
			}
		}
	}
	fmt.Println()
	start = time.Now()
	var b bytes.Buffer
	if err := v.WriteSnapshot(&b, "x"); err != nil {
		t.Fatal(err)
	}
	fmt.Println("write snapshot", time.Since(start), b.Len()>>20)
	start = time.Now()
	if _, err := ReadSnapshot(bytes.NewReader(b.Bytes()), "x", v.voc, v.rules); err != nil {
		t.Fatal(err)
	}
	fmt.Println("read snapshot", time.Since(start))
	for range 3 {
		start = time.Now()
		mp, _ := v.ChainMap(ctx, MapQuery{})
		fmt.Println("map", time.Since(start), len(mp.Places), mp.Total, mp.Placed)
	}
	for range 3 {
		start = time.Now()
		mp, err := v.ChainMap(ctx, MapQuery{Enterprises: &Filter{Not: &Filter{Property: "kind", In: []graph.Value{graph.CodeValue("zz")}}}})
		if err != nil {
			t.Fatal(err)
		}
		fmt.Println("map all", time.Since(start), mp.Total, mp.Placed)
	}
	for range 3 {
		start = time.Now()
		mp, err := v.ChainMap(ctx, MapQuery{Products: &Filter{Property: "kind", Known: new(bool)}})
		if err != nil {
			t.Fatal(err)
		}
		fmt.Println("map all products", time.Since(start), mp.Total, mp.Placed)
	}
}
