package memory_test

import (
	"context"
	"fmt"
	"os"
	"runtime"
	"strconv"
	"testing"
	"time"

	"github.com/chainatlas/chainatlas/graph"
	"github.com/chainatlas/chainatlas/graph/graphtest"
	"github.com/chainatlas/chainatlas/graph/memory"
	"github.com/chainatlas/chainatlas/graph/sqlite"
)

func TestZZ(t *testing.T) {
	n, _ := strconv.Atoi(os.Getenv("ZZ"))
	if n == 0 {
		t.Skip()
	}
	ctx := context.Background()
	path := fmt.Sprintf("/tmp/zz%d.db", n)
	_, err := os.Stat(path)
	s, err2 := sqlite.Open(ctx, path, sqlite.Options{})
	if err2 != nil {
		t.Fatal(err2)
	}
	g := graphtest.Generate(graphtest.FullSize.Scaled(n))
	if err != nil {
		start := time.Now()
		if err := func() error { _, e := graphtest.Write(ctx, s, g, nil); return e }(); err != nil {
			t.Fatal(err)
		}
		fmt.Println("write", time.Since(start))
	}
	start := time.Now()
	k := 0
	for h := range s.Headers(ctx, 1, 0) {
		for range s.Assertions(ctx, h.Revision) {
			k++
		}
	}
	fmt.Println("stream", time.Since(start), k)
	runtime.GC()
	var m0, m1 runtime.MemStats
	runtime.ReadMemStats(&m0)
	start = time.Now()
	v, err := memory.Build(ctx, s, graph.Standard(), graph.StandardRules(), 0)
	if err != nil {
		t.Fatal(err)
	}
	fmt.Println("build", time.Since(start))
	runtime.ReadMemStats(&m1)
	fmt.Printf("sys %d MB, heap before GC %d\n", m1.Sys>>20, m1.HeapAlloc>>20)
	runtime.GC()
	runtime.ReadMemStats(&m1)
	fmt.Printf("heap MB %d\n", (int(m1.HeapAlloc)-int(m0.HeapAlloc))>>20)
	no := false
	yes := true
	for range 4 {
		for name, q := range map[string]memory.MapQuery{
			"all":      {},
			"stage":    {Enterprises: &memory.Filter{Property: "stage", Known: &yes}},
			"products": {Products: &memory.Filter{Property: "kind", Known: &yes}},
			"nokind":   {Products: &memory.Filter{Property: "kind", Known: &no}},
			"both":     {Enterprises: &memory.Filter{Property: "stage", Known: &yes}, Products: &memory.Filter{Property: "kind", Known: &yes}},
		} {
			start = time.Now()
			m, err := v.ChainMap(ctx, q)
			if err != nil {
				t.Fatal(err)
			}
			fmt.Println(name, time.Since(start), m.Total, m.Placed)
		}
	}
	ids := []graph.SubjectID{}
	for i := range 1000 {
		ids = append(ids, g.Enterprise(i*(1000000/n)/1000))
	}
	start = time.Now()
	for _, id := range ids {
		v.Node(id)
	}
	fmt.Println("profile", time.Since(start)/1000)
	start = time.Now()
	_, total, err := v.History(g.Hot(), "employees", "2024", 100)
	fmt.Println("history", time.Since(start), total, err)
	start = time.Now()
	v.Node(g.Hot())
	fmt.Println("hot", time.Since(start))
	runtime.KeepAlive(v)
}
