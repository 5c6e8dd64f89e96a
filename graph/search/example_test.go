package search_test

import (
	"context"
	"fmt"
	"iter"
	"os"
	"slices"

	"github.com/chainatlas/chainatlas/graph"
	"github.com/chainatlas/chainatlas/graph/search"
)

// fixed is a log that never changes.
type fixed []search.Document

func (f fixed) Source(context.Context) (search.Source, error) { return f, nil }
func (f fixed) HashAt(context.Context, graph.Revision) (graph.Hash, error) {
	return graph.Hash{}, nil
}
func (f fixed) Steps(ctx context.Context, _ graph.Revision) iter.Seq2[search.Step, error] {
	return func(yield func(search.Step, error) bool) {
		<-ctx.Done()
		yield(search.Step{}, ctx.Err())
	}
}
func (f fixed) Revision() graph.Revision             { return 0 }
func (f fixed) Hash() graph.Hash                     { return graph.Hash{} }
func (f fixed) Documents() iter.Seq[search.Document] { return slices.Values(f) }
func (f fixed) Document(id graph.SubjectID) (search.Document, bool) {
	i := slices.IndexFunc(f, func(d search.Document) bool { return d.ID == id })
	if i < 0 {
		return search.Document{}, false
	}
	return f[i], true
}

func ExampleIndex_Search() {
	dir, err := os.MkdirTemp("", "search-")
	if err != nil {
		fmt.Println(err)
		return
	}
	defer os.RemoveAll(dir)
	ctx, cancel := context.WithCancel(context.Background())
	defer cancel()
	x, err := search.Open(ctx, dir, search.Options{StoreID: "example"})
	if err != nil {
		fmt.Println(err)
		return
	}
	done := make(chan error)
	go func() {
		done <- x.Follow(ctx, fixed{
			{ID: "1", Kind: graph.KindEnterprise, Name: "重庆长安示例科技有限公司", Short: []string{"长安示例"}, Codes: []string{"000001"}},
			{ID: "2", Kind: graph.KindProduct, Name: "示例防火墙"},
		})
	}()
	if err := x.Wait(ctx, 0); err != nil {
		fmt.Println(err)
		return
	}
	for _, text := range []string{"长安", "changan", "casl", "長安", "０００００１", "科技 示例"} {
		res, err := x.Search(ctx, search.Query{Text: text, First: 1})
		if err != nil {
			fmt.Println(err)
			return
		}
		for _, h := range res.Hits {
			fmt.Printf("%s: %s, %s in %s", text, h.Name, h.Grade, h.Field)
			for _, m := range h.Marks {
				fmt.Printf(" [%s]", h.Text[m.From:m.To])
			}
			fmt.Println()
		}
	}
	cancel()
	<-done
	if err := x.Close(); err != nil {
		fmt.Println(err)
	}
	// Output:
	// 长安: 重庆长安示例科技有限公司, begins in name [长安]
	// changan: 重庆长安示例科技有限公司, spelling in name [长安]
	// casl: 重庆长安示例科技有限公司, spelled in short [长安示例]
	// 長安: 重庆长安示例科技有限公司, begins in name [长安]
	// ０００００１: 重庆长安示例科技有限公司, code in code [000001]
	// 科技 示例: 重庆长安示例科技有限公司, words in name [示例科技]
}
