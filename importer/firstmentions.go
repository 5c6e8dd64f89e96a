package importer

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/chainatlas/chainatlas/graph"
	"github.com/chainatlas/chainatlas/graph/memory"
	"github.com/chainatlas/chainatlas/importer/near"
)

// What a batch would bring into the graph by merely naming it: 量子咖啡机 as a
// segment, which no row of any source describes. That is allowed, and it is also
// what a slip of the keys looks like, so a preview tells each, with its cell and
// with the names that it may be meant for. Enterprises and products are named by
// others all the time and are not told; nor is anything held back.

// placesAndClasses are the kinds that others are put in, of which a new one is
// seldom made in passing.
var placesAndClasses = []graph.Kind{graph.KindChain, graph.KindSegment, graph.KindSector, graph.KindRegion, graph.KindPark, graph.KindInstitution}

const (
	maxFirst    = 1000      // first mentions that are listed
	maxNear     = 3         // names that one is said to be near to
	maxCompared = 4_000_000 // names held against each other
)

// firstMention is a node that a batch is the first to name.
type firstMention struct {
	kind    *kindInfo
	subject int32
	row     int32 // the first that names it
	at      int32 // the mention
	rows    int   // that name it
	near    []string
}

// listFirst lists the nodes that the batch would make by naming them, of those of
// placesAndClasses that would come.
func (im *run) listFirst(ctx context.Context, c *memory.Changes, come []graph.SubjectID) error {
	of := map[int32]*firstMention{} // by subject
	made := map[graph.SubjectID]bool{}
	for _, id := range come {
		node := c.To.Node(id)
		if node == nil || !node.OnlyReferred {
			continue
		}
		made[id] = true
		for _, member := range node.Members {
			if s, ok := im.resolver.at[member]; ok {
				of[s] = &firstMention{subject: s, row: -1}
			}
		}
	}
	if len(of) == 0 {
		return nil
	}
	r := im.resolver
	count := func(row int32, at int32) {
		m := &r.mentions[at]
		x := of[m.subject]
		if x == nil || m.held != nil {
			return
		}
		if x.rows == 0 {
			x.kind, x.row, x.at = &r.kinds[m.kind], row, at
		}
		x.rows++
	}
	for i := range r.rows {
		end := uint32(len(r.refs))
		if i+1 < len(r.rows) {
			end = r.rows[i+1].refs
		}
		for n := r.rows[i].refs; n < end; n++ {
			count(int32(i), r.refs[n])
			if q, ok := r.qualifiers[n]; ok {
				count(int32(i), q)
			}
		}
	}
	var all []*firstMention
	for _, x := range of {
		if x.rows == 0 {
			continue
		}
		// An entry of a code list, such as a region, is described by the list.
		if property, _ := im.printed(x); property == "" || x.kind.Property(property).List == "" {
			all = append(all, x)
		}
	}
	slices.SortFunc(all, func(a, b *firstMention) int { return cmp.Or(cmp.Compare(a.row, b.row), cmp.Compare(a.at, b.at)) })
	if err := im.findNear(ctx, c.To, all, made); err != nil {
		return err
	}
	var list []Problem
	for _, x := range all {
		if len(list) == maxFirst {
			im.report.More += len(all) - maxFirst
			break
		}
		list = append(list, im.firstProblem(x))
	}
	// That the source does not describe a qualifier is said by this, too.
	im.report.Problems = slices.DeleteFunc(im.report.Problems, func(p Problem) bool {
		return p.Code == graph.ProblemMissing && p.Effect == EffectKept && slices.ContainsFunc(list, func(q Problem) bool {
			return p.Document == q.Document && p.Sheet == q.Sheet && p.Row == q.Row && p.Of == q.Of && p.Value == q.Value
		})
	})
	// They come before what else is kept, which there may be any number of.
	at := 0
	for at < len(im.report.Problems) && im.report.Problems[at].Effect == EffectUnread {
		at++
	}
	im.report.Problems = slices.Insert(im.report.Problems, at, list...)
	if beyond := len(im.report.Problems) - MaxProblems; beyond > 0 {
		im.report.Problems, im.report.More = im.report.Problems[:MaxProblems], im.report.More+beyond
	}
	return nil
}

// printed is how a mention calls what it means: the property, and its value.
func (im *run) printed(x *firstMention) (property string, value graph.Value) {
	cells := im.resolver.cells(&im.resolver.mentions[x.at])
	for i := range cells {
		p := x.kind.Property(cells[i].Property)
		if len(cells[i].Values) == 0 || p == nil {
			continue
		}
		if property == "" || p.IsName && !x.kind.Property(property).IsName {
			property, value = p.Name, cells[i].Values[0]
		}
	}
	return property, value
}

// findNear finds the names that those which are new may be meant for.
func (im *run) findNear(ctx context.Context, v *memory.View, all []*firstMention, made map[graph.SubjectID]bool) error {
	budget := maxCompared
	type which struct {
		kind graph.Kind
		code string // the property, of what is no name
	}
	known := map[which]*near.Names{}
	for _, x := range all[:min(len(all), maxFirst)] {
		if err := ctx.Err(); err != nil {
			return err
		}
		property, value := im.printed(x)
		key := which{kind: x.kind.Kind}
		if p := x.kind.Property(property); p == nil {
			continue
		} else if !p.IsName {
			key.code = property
		}
		names := known[key]
		if names == nil {
			var err error
			if names, err = namesOf(ctx, v, x.kind.KindDecl, key.code, made, budget); err != nil {
				return err
			}
			known[key] = names
		}
		if budget -= names.Len(); budget < 0 {
			return nil
		}
		for _, c := range im.codes.meant(x.kind.Kind, value.String(), graph.Value{}) {
			x.near = append(x.near, c.key()) // of a code that several have
		}
		slices.Sort(x.near)
		x.near = x.near[:min(len(x.near), maxNear)]
		x.near = append(x.near, names.Like(value.String(), maxNear-len(x.near))...)
	}
	return nil
}

// namesOf collects how nodes of a kind are called that stand without the batch, or
// that it describes; as far as so many names.
func namesOf(ctx context.Context, v *memory.View, kind *graph.KindDecl, code string, made map[graph.SubjectID]bool, most int) (*near.Names, error) {
	ids, err := v.Select(ctx, kind.Kind, nil)
	if err != nil {
		return nil, err
	}
	names := &near.Names{}
	for _, id := range ids {
		if names.Len() >= most {
			break
		}
		if made[id] {
			continue
		}
		node := v.Node(id)
		if node == nil {
			continue
		}
		shown := v.Name(id)
		if code == "" {
			names.Add(shown, shown)
			for _, name := range node.ReferredAs {
				names.Add(name, shown)
			}
		}
		for i := range node.Properties {
			p := &node.Properties[i]
			decl := kind.Property(p.Name)
			if decl == nil || p.Period != "" || code == "" && !decl.IsName || code != "" && p.Name != code {
				continue
			}
			texts := []string{p.Value().String()}
			if p.Set {
				texts = texts[:0]
				for j := range p.Values {
					texts = append(texts, p.Values[j].Value.String())
				}
			}
			for _, text := range texts {
				if code != "" {
					names.Add(text, text)
				} else if text != shown {
					names.Add(text, shown)
				}
			}
		}
	}
	return names, nil
}

// firstProblem tells of one, at the cell that is the first to name it.
func (im *run) firstProblem(x *firstMention) Problem {
	t := im.tables[im.lines[im.lineOf[x.row]]]
	property, value := im.printed(x)
	p := Problem{Document: t.report.Document, Sheet: t.report.Sheet, Row: im.unpackAt(int(x.row)).Row, Of: string(x.kind.Kind), Value: value.String(),
		Code: graph.ProblemReferred, Effect: EffectKept, Near: x.near, Table: t.report.Header}
	if p.Column = t.plan.columnOf(x.kind.Kind, property); p.Column > 0 {
		p.Header = t.plan.header(p.Column)
	}
	kind := x.kind.Label
	p.Reason = graph.Label{
		Zh: fmt.Sprintf("首次提到的%s，没有任何一行描述它；将只作为“被提及”新建", kind.Zh),
		En: fmt.Sprintf("first mentioned here as a %s; nothing describes it, so it will be made as only referred to", strings.ToLower(kind.En)),
	}
	if x.rows > 1 {
		p.Reason.Zh += fmt.Sprintf("（共 %d 处）", x.rows)
		p.Reason.En += fmt.Sprintf(" (mentions: %d)", x.rows)
	}
	p.Cure = graph.Label{
		Zh: fmt.Sprintf("若写错了，请更正单元格后重新上传；若确是新的%s，可在同一文件中描述它", kind.Zh),
		En: fmt.Sprintf("if it is a slip, correct the cell and upload again; if it is a new %s, describe it in the same file", strings.ToLower(kind.En)),
	}
	if len(x.near) > 0 {
		p.Cure.Zh = "是否指“" + strings.Join(x.near, "”“") + "”？" + p.Cure.Zh
		p.Cure.En = "did you mean “" + strings.Join(x.near, "”, “") + "”? " + strings.ToUpper(p.Cure.En[:1]) + p.Cure.En[1:]
	}
	return p
}

// columnOf returns the column by which rows name nodes of a kind, if possible by a
// property of them; 0 if none does.
func (p *plan) columnOf(kind graph.Kind, property string) int {
	column := 0
	for i := range p.records {
		for j := range p.records[i].edges {
			e := &p.records[i].edges[j]
			by := e.by
			if e.other.Kind != kind {
				by = e.qualifier
				if e.decl.Qualifier != kind {
					continue
				}
			}
			for n := range by {
				switch c := by[n].firstColumn(); {
				case c == 0:
				case by[n].decl.Name == property:
					return c
				case column == 0:
					column = c
				}
			}
		}
	}
	return column
}
