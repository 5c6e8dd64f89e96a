// Package evidence reads off a View what a scheme asks for: the cohort, and of
// each unit the findings, properties and observations that its indicators and
// gates name, each with the cell it was read in.
//
// It states what the View shows and nothing else. The value that precedence among
// sources chooses is the value; where sources disagree, the range that they span
// stands beside it, and a simulation draws from that. Several findings of one item
// are several observations, of which the scheme's rule chooses.
package evidence

import (
	"cmp"
	"context"
	"slices"
	"strings"

	"github.com/chainatlas/chainatlas/graph"
	"github.com/chainatlas/chainatlas/graph/memory"
	"github.com/chainatlas/chainatlas/scoring"
)

// MaxUnits is how many units a cohort has at most.
const MaxUnits = 5000

// MaxFindings is how many findings a unit has at most.
const MaxFindings = 20_000

const block = 256 // units that are read at a time

// Cohort says which units are rated: what a scheme rates, in a segment or below
// it, of which at least one thing that the scheme asks for is recorded.
type Cohort struct {
	// Segment is a segment by its code with that of its chain, such as SL:B2, by its
	// name, or by its ID. "" is everywhere.
	Segment string `json:"segment,omitempty"`
	// Units are these alone, by ID, if there are any.
	Units []graph.SubjectID `json:"units,omitempty"`
}

// Gathered is what a View has for a scheme.
type Gathered struct {
	Input   *scoring.Input
	Segment graph.SubjectID   // that the cohort stands in; "" for everywhere
	Silent  []graph.SubjectID // units of the segment of which nothing is recorded that the scheme asks for
}

// Gather reads the cohort and its evidence, the units in the order of their IDs.
// It fails with graph.CodeNotFound if there is no such segment or unit, with
// graph.CodeLimit if the cohort is too large, and with the end of ctx.
func Gather(ctx context.Context, v *memory.View, s *scoring.Scheme, c Cohort, reference graph.Date) (*Gathered, error) {
	g := &gatherer{view: v, scheme: s, asked: asked(s)}
	out := &Gathered{Input: &scoring.Input{Reference: reference}}
	ids, err := g.cohort(ctx, c, out)
	if err != nil {
		return nil, err
	}
	for some := range slices.Chunk(ids, block) {
		if err := ctx.Err(); err != nil {
			return nil, graph.Errorf(graph.CodeCancelled, "evidence.Gather", "cancelled while the evidence was read: %w", err)
		}
		units, err := g.read(some)
		if err != nil {
			return nil, err
		}
		for i := range units {
			if len(units[i].Evidence) == 0 && len(c.Units) == 0 {
				out.Silent = append(out.Silent, some[i])
				continue
			}
			out.Input.Units = append(out.Input.Units, units[i])
		}
	}
	return out, nil
}

type gatherer struct {
	view   *memory.View
	scheme *scoring.Scheme
	asked  map[string]scoring.EvidenceKind
}

// asked is what a scheme asks for by name: of which kind, "" for any.
func asked(s *scoring.Scheme) map[string]scoring.EvidenceKind {
	out := map[string]scoring.EvidenceKind{}
	for _, name := range s.EvidenceNames() {
		out[name] = ""
	}
	for _, n := range s.Indicators() {
		x := n.Indicator
		names := x.Value.Names()
		if x.Denominator != nil {
			names = append(slices.Clone(names), x.Denominator.Names()...)
		}
		for _, name := range names {
			if before, ok := out[name]; ok && before != "" && before != x.Evidence.From {
				out[name] = "" // two indicators ask differently: both may choose
				continue
			}
			out[name] = x.Evidence.From
		}
	}
	for name, from := range out {
		if from == scoring.FromTable {
			out[name] = ""
		}
	}
	return out
}

// NodeKind is the kind of the nodes that a scheme rates.
func NodeKind(k scoring.Kind) graph.Kind {
	switch k {
	case scoring.KindEnterprise:
		return graph.KindEnterprise
	case scoring.KindProject:
		return graph.KindProject
	}
	return graph.KindProduct
}

// cohort returns the IDs of the units that could be rated.
func (g *gatherer) cohort(ctx context.Context, c Cohort, out *Gathered) ([]graph.SubjectID, error) {
	const op = "evidence.Gather"
	kind := NodeKind(g.scheme.Kind)
	var filter *memory.Filter
	if c.Segment != "" {
		id, err := Segment(ctx, g.view, c.Segment)
		if err != nil {
			return nil, err
		}
		below, err := g.below(id)
		if err != nil {
			return nil, err
		}
		out.Segment = id
		filter = &memory.Filter{Edge: graph.EdgeInSegment, To: below}
		if kind == graph.KindProject {
			filter.Edge = graph.EdgeConcerns // a project stands in no segment; it is about one
		}
	}
	if len(c.Units) > MaxUnits {
		return nil, tooMany(len(c.Units))
	}
	if len(c.Units) > 0 {
		ids := make([]graph.SubjectID, 0, len(c.Units))
		for i, n := range g.view.Nodes(c.Units...) {
			if n == nil || n.Kind != kind {
				return nil, graph.Sayf(graph.CodeNotFound, op, "没有 %[1]s 类型的节点 %[2]s", "there is no %[1]s %[2]s", kind, c.Units[i])
			}
			ids = append(ids, n.ID)
		}
		slices.Sort(ids)
		return slices.Compact(ids), nil
	}
	ids, err := g.view.Select(ctx, kind, filter)
	if err != nil {
		return nil, err
	}
	if len(ids) > MaxUnits {
		return nil, tooMany(len(ids))
	}
	return ids, nil
}

func tooMany(n int) error {
	return graph.Sayf(graph.CodeLimit, "evidence.Gather", "同组有 %[1]d 个对象，一次最多评价 %[2]d 个：请指定环节", "the cohort has %[1]d units, and %[2]d are rated at a time: choose a segment", n, MaxUnits)
}

// Segment finds a segment by its code with that of its chain, its name or its ID.
// It fails with graph.CodeNotFound, and with graph.CodeConflict if there are several.
func Segment(ctx context.Context, v *memory.View, what string) (graph.SubjectID, error) {
	const op = "evidence.Segment"
	if n := v.Node(graph.SubjectID(what)); n != nil && n.Kind == graph.KindSegment {
		return n.ID, nil
	}
	ids, err := v.Select(ctx, graph.KindSegment, nil)
	if err != nil {
		return "", err
	}
	var found []graph.SubjectID
	for _, n := range v.Nodes(ids...) {
		code, chain := text(n, graph.PropCode), text(n, graph.PropChain)
		if code != "" && (what == code || what == chain+":"+code) || what == v.Name(n.ID) {
			found = append(found, n.ID)
		}
	}
	switch len(found) {
	case 0:
		return "", graph.Sayf(graph.CodeNotFound, op, "没有环节 %[1]s", "there is no segment %[1]s", what)
	case 1:
		return found[0], nil
	}
	names := make([]string, min(len(found), 4))
	for i := range names {
		n := v.Node(found[i])
		if code := text(n, graph.PropCode); code != "" {
			names[i] = text(n, graph.PropChain) + ":" + code + " " + v.Name(n.ID)
		} else {
			names[i] = string(n.ID)
		}
	}
	return "", graph.Sayf(graph.CodeConflict, op, "%[1]s 指 %[2]d 个环节：请写成“产业链代码:环节代码”，即其中之一：%[3]s", "%[1]s names %[2]d segments: write it as CHAIN:CODE, which is one of: %[3]s",
		what, len(found), strings.Join(names, "; "))
}

// below returns a segment and all that lie in it.
func (g *gatherer) below(id graph.SubjectID) ([]graph.SubjectID, error) {
	all := []graph.SubjectID{id}
	seen := map[graph.SubjectID]bool{id: true}
	for at := 0; at < len(all); at++ {
		n, err := g.view.Neighbours(all[at:at+1], memory.NeighbourQuery{Edge: graph.EdgePartOf, Incoming: true, First: memory.MaxPage})
		if err != nil {
			return nil, err
		}
		for i := range n[0].Edges {
			if e := n[0].Edges[i].From; !seen[e] {
				seen[e] = true
				all = append(all, e)
			}
		}
	}
	return all, nil
}

// read reads a block of units.
func (g *gatherer) read(ids []graph.SubjectID) ([]scoring.Unit, error) {
	units := make([]scoring.Unit, len(ids))
	for i, n := range g.view.Nodes(ids...) {
		u := scoring.Unit{ID: string(ids[i]), Name: g.view.Name(ids[i]), Evidence: map[string][]scoring.Observation{}}
		if n != nil {
			g.properties(n, &u)
		}
		units[i] = u
	}
	from := make([]graph.SubjectID, len(ids))
	first, err := g.view.Neighbours(ids, memory.NeighbourQuery{Edge: graph.EdgeMeasures, Incoming: true, First: memory.MaxPage})
	if err != nil {
		return nil, err
	}
	for i := range ids {
		page := first[i]
		for read := 0; ; {
			if read += len(page.Edges); read > MaxFindings {
				return nil, graph.Errorf(graph.CodeLimit, "evidence.Gather", "%s has more than %d findings", units[i].Name, MaxFindings)
			}
			g.findings(page.Edges, &units[i])
			if !page.HasMore {
				break
			}
			from[i] = page.Next
			next, err := g.view.Neighbours(ids[i:i+1], memory.NeighbourQuery{Edge: graph.EdgeMeasures, Incoming: true, First: memory.MaxPage, From: page.Next})
			if err != nil {
				return nil, err
			}
			page = next[0]
		}
		for _, all := range units[i].Evidence {
			// Of two of one day the later counts: the one on the stronger basis.
			slices.SortStableFunc(all, func(a, b scoring.Observation) int {
				return cmp.Or(a.Date.Compare(b.Date), int(a.Basis)-int(b.Basis), cmp.Compare(a.Refs[0], b.Refs[0]))
			})
		}
	}
	return units, nil
}

// findings adds what findings say of a unit.
func (g *gatherer) findings(edges []memory.Edge, u *scoring.Unit) {
	ids := make([]graph.SubjectID, len(edges))
	for i := range edges {
		ids[i] = edges[i].From
	}
	for _, n := range g.view.Nodes(ids...) {
		if n == nil {
			continue
		}
		name := text(n, graph.PropItem)
		from, wanted := g.asked[name]
		isTest := text(n, graph.PropKind) == "test"
		if !wanted || from == scoring.FromTest && !isTest || from == scoring.FromRecord && isTest ||
			from == scoring.FromProperty || from == scoring.FromObservation {
			continue
		}
		if o, ok := finding(n); ok {
			u.Evidence[name] = append(u.Evidence[name], o)
		}
	}
}

// finding makes an observation of a finding; false if it says nothing.
func finding(n *memory.Node) (scoring.Observation, bool) {
	o := scoring.Observation{Date: valueOf(n, graph.PropDate).Date, Basis: bases[text(n, graph.PropBasis)]}
	switch measured, result, absence := property(n, graph.PropMeasured), property(n, "result"), property(n, "absence"); {
	case measured != nil:
		number(&o, n, measured)
		low, high := valueOf(n, "low"), valueOf(n, "high")
		if !low.IsZero() && !high.IsZero() {
			widen(&o, low.Number.Float64())
			widen(&o, high.Number.Float64())
		}
		told(&o, n, measured)
	case property(n, "low") != nil && property(n, "high") != nil:
		low, high := property(n, "low"), property(n, "high")
		widen(&o, low.Value().Number.Float64())
		widen(&o, high.Value().Number.Float64())
		told(&o, n, low)
		told(&o, n, high)
	case result != nil:
		o.Text = result.Value().Text
		told(&o, n, result)
	case absence != nil:
		if o.None = absences[absence.Value().Text]; o.None == "" {
			return o, false
		}
		told(&o, n, absence)
	default:
		return o, false
	}
	return o, true
}

// number takes the value of a number, and what its sources span if they disagree.
func number(o *scoring.Observation, n *memory.Node, p *memory.Property) {
	v := p.Value().Number.Float64()
	o.Value = &v
	if p.Winner.Pin {
		return // a curator has settled it
	}
	for i := range p.Alternatives {
		if w := p.Alternatives[i].Value; !w.IsZero() && w.Number.Compare(p.Value().Number) != 0 {
			widen(o, v)
			widen(o, w.Number.Float64())
		}
	}
}

// widen makes the range of an observation reach a value, and its own.
func widen(o *scoring.Observation, v float64) {
	if o.Low == nil {
		low, high := v, v
		o.Low, o.High = &low, &high
	}
	*o.Low, *o.High = min(*o.Low, v), max(*o.High, v)
	if o.Value != nil {
		*o.Low, *o.High = min(*o.Low, *o.Value), max(*o.High, *o.Value)
	}
}

// told adds who states a value, and who another.
func told(o *scoring.Observation, n *memory.Node, p *memory.Property) {
	o.Refs = append(o.Refs, refOf(n.ID, &p.Winner, false).String())
	for i := range p.Alternatives {
		s := &p.Alternatives[i]
		o.Refs = append(o.Refs, refOf(n.ID, s, s.Value.Canonical() != p.Winner.Value.Canonical()).String())
	}
}

// properties adds what the node of a unit itself shows: its properties, and its
// observations, each dated with the last day of its period.
func (g *gatherer) properties(n *memory.Node, u *scoring.Unit) {
	for i := range n.Properties {
		p := &n.Properties[i]
		from, wanted := g.asked[p.Name]
		if !wanted || from != scoring.FromProperty && from != scoring.FromObservation || (from == scoring.FromObservation) != (p.Period != "") || p.Set || p.Value().IsZero() {
			continue
		}
		o := scoring.Observation{Date: p.Winner.Fresh, Basis: g.basis(p.Winner.Source)}
		if p.Period != "" {
			period, err := graph.ParsePeriod(p.Period)
			if err != nil {
				continue
			}
			o.Date = period.Last()
		}
		switch v := p.Value(); v.Type {
		case graph.TypeInt, graph.TypeDecimal:
			number(&o, n, p)
		case graph.TypeMoney:
			if !amount(&o, v) {
				continue
			}
		case graph.TypeBool:
			one := 0.0
			if v.IsTrue() {
				one = 1
			}
			o.Value = &one
		case graph.TypeText, graph.TypeCode:
			o.Text = v.Text
		default:
			continue
		}
		told(&o, n, p)
		u.Evidence[p.Name] = append(u.Evidence[p.Name], o)
	}
}

// amount takes an amount of money: a number, a range, or that it is not told. Of
// one of which only an end is known nothing can be computed.
func amount(o *scoring.Observation, v graph.Value) bool {
	low := v.Number.Float64()
	switch v.Bound {
	case graph.BoundExact, graph.BoundAbout:
		o.Value = &low
	case graph.BoundRange:
		high := v.High.Float64()
		o.Low, o.High = &low, &high
	case graph.BoundUndisclosed:
		o.None = scoring.Undisclosed
	default:
		return false
	}
	return true
}

// basis is on whose word a source's statements rest.
func (g *gatherer) basis(id graph.SourceID) scoring.Basis {
	if d, _, ok := g.view.Source(id); ok && (d.Trust == graph.TrustOfficial || d.Trust == graph.TrustVerified) {
		return scoring.Verified
	}
	return scoring.SelfReported
}

var bases = map[string]scoring.Basis{"selfReported": scoring.SelfReported, "verified": scoring.Verified, "tested": scoring.Tested}

var absences = map[string]scoring.State{"notApplicable": scoring.NotApplicable, "undisclosed": scoring.Undisclosed}

// property returns a property of a node that has a value, or nil.
func property(n *memory.Node, name string) *memory.Property {
	for i := range n.Properties {
		if p := &n.Properties[i]; p.Name == name && p.Period == "" && !p.Set && !p.Value().IsZero() {
			return p
		}
	}
	return nil
}

func valueOf(n *memory.Node, name string) graph.Value {
	if p := property(n, name); p != nil {
		return p.Value()
	}
	return graph.Value{}
}

func text(n *memory.Node, name string) string { return valueOf(n, name).Text }
