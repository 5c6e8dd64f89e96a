package graph_test

import (
	"errors"
	"fmt"
	"testing"

	"github.com/chainatlas/chainatlas/graph"
)

// TestTextOf finds what users may read of an error, however it is wrapped.
func TestTextOf(t *testing.T) {
	said := graph.Sayf(graph.CodeNotFound, "memory.At", "没有修订 %d", "there is no revision %d", 7)
	for name, x := range map[string]struct {
		err  error
		want graph.Label
		ok   bool
	}{
		"said":                {said, graph.Label{Zh: "没有修订 7", En: "there is no revision 7"}, true},
		"wrapped":             {fmt.Errorf("while it was asked: %w", said), graph.Label{Zh: "没有修订 7", En: "there is no revision 7"}, true},
		"below another":       {&graph.Error{Code: graph.CodeInternal, Message: "within", Err: said}, graph.Label{Zh: "没有修订 7", En: "there is no revision 7"}, true},
		"of programs only":    {graph.Errorf(graph.CodeInvalid, "op", "no store is named"), graph.Label{}, false},
		"without a code":      {errors.New("broken"), graph.Label{}, false},
		"for operators only":  {graph.Privatef(graph.CodeUnavailable, "op", "%s 已锁", "%s is locked", "/secret"), graph.Label{}, false},
		"below a private one": {&graph.Error{Code: graph.CodeInternal, Message: "/secret", Zh: "/secret", Private: true, Err: said}, graph.Label{Zh: "没有修订 7", En: "there is no revision 7"}, true},
		"no error":            {nil, graph.Label{}, false},
		"the outermost first": {&graph.Error{Code: graph.CodeLimit, Message: "outer", Zh: "外", Err: said}, graph.Label{Zh: "外", En: "outer"}, true},
	} {
		if got, ok := graph.TextOf(x.err); got != x.want || ok != x.ok {
			t.Errorf("%s: %+v, %v, want %+v, %v", name, got, ok, x.want, x.ok)
		}
	}
	if graph.CodeOf(said) != graph.CodeNotFound || said.Error() != "memory.At: there is no revision 7" || said.In("zh-CN") != "没有修订 7" || said.In("en") != "there is no revision 7" {
		t.Errorf("%v in Chinese is %q", said, said.In("zh-CN"))
	}
	if plain := graph.Errorf(graph.CodeInvalid, "", "of programs only"); plain.In("zh") != "of programs only" {
		t.Errorf("what has no Chinese is %q", plain.In("zh"))
	}
}
