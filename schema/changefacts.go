package schema

import (
	"cmp"
	"context"
	"slices"

	"github.com/chainatlas/chainatlas/graph"
	"github.com/chainatlas/chainatlas/graph/memory"
	"github.com/chainatlas/chainatlas/schema/internal/model"
)

// Bounds of what is said of a node that changed.
const (
	maxFacts = 4
	maxEnds  = 3
)

// fact is what may be said of a node first: a property, or an edge that leads from
// it or to it.
type fact struct {
	property string
	edge     string
	incoming model.Label // what those at the other end are to it, of an edge that leads to it
}

// mainFacts say of a kind what tells people most of a node that they have not seen,
// besides its name and what its title has. Of other kinds it is the first properties
// that their declarations have, besides those that tell where it was read.
var mainFacts = map[graph.Kind][]fact{
	graph.KindRegion:       {}, // its code is its name
	graph.KindSegment:      {{property: graph.PropCode}, {edge: graph.EdgePartOf}, {property: graph.PropTier}, {property: graph.PropKeyLink}},
	graph.KindPark:         {{property: graph.PropRegion}, {property: graph.PropKind}, {property: "level"}, {property: "enterpriseCount"}},
	graph.KindEnterprise:   {{edge: graph.EdgeInSegment}, {edge: graph.EdgeLocatedIn}, {property: graph.PropRevenue}, {property: graph.PropStage}, {property: graph.PropFounded}},
	graph.KindInstitution:  {{property: graph.PropKind}, {edge: graph.EdgeLocatedIn}, {property: "fundSize"}, {edge: graph.EdgeInvestedIn}},
	graph.KindProduct:      {{edge: graph.EdgeMakes, incoming: model.Label{Zh: "厂商", En: "Vendor"}}, {edge: graph.EdgeInSegment}, {property: graph.PropKind}, {property: graph.PropLaunched}},
	graph.KindFundingEvent: {{property: graph.PropAmount}, {edge: graph.EdgeInvestedIn, incoming: model.Label{Zh: "投资方", En: "Investors"}}, {property: graph.PropKind}, {property: "direction"}},
	graph.KindProject:      {{property: graph.PropKind}, {property: "level"}, {property: "investment"}, {edge: graph.EdgeTakesPartIn, incoming: model.Label{Zh: "参与方", En: "Who takes part"}}},
	graph.KindNeed:         {{edge: graph.EdgeSeeks, incoming: model.Label{Zh: "需求方", En: "Sought by"}}, {property: graph.PropKind}, {property: "budget"}, {property: "validTo"}},
	graph.KindContribution: {{property: graph.PropKind}, {property: "count"}, {property: "severity"}, {property: "archived"}},
	graph.KindFinding:      {{property: graph.PropMeasured}, {property: "result"}, {property: "unit"}, {property: graph.PropBasis}, {property: graph.PropDate}},
	graph.KindRating:       {{property: "score"}, {property: "band"}, {property: graph.PropStatus}, {property: "published"}},
	graph.KindRun:          {{property: graph.PropStatus}, {property: "periodFrom"}, {property: "periodTo"}},
}

// factsOf returns what to say first of a node that changed, and how many of its
// changed values that leaves out. Personal data are not told.
func (s *Service) factsOf(ctx context.Context, c *memory.Changes, n *memory.NodeChange) (facts []*model.ChangeFact, more int) {
	was, is := c.From.Node(n.Was), c.To.Node(n.Is)
	facts = []*model.ChangeFact{}
	if was != nil && is != nil {
		for _, p := range n.Properties {
			if len(facts) < maxFacts && !isPersonal(c.To.Vocabulary(), n.Kind, p.Name) {
				facts = append(facts, propertyFact(c, was, is, p))
			}
		}
		return facts, len(n.Properties) - len(facts)
	}
	v, stands := c.To, is
	if is == nil {
		v, stands = c.From, was
	}
	if stands == nil {
		return facts, 0
	}
	for _, f := range mainOf(v.Vocabulary(), n.Kind) {
		if len(facts) == maxFacts {
			break
		}
		if f.edge != "" {
			if x := s.edgeFact(ctx, v, stands.ID, f); x != nil {
				facts = append(facts, x)
			}
			continue
		}
		// Properties are in order of their periods: the latest says most.
		for i := range slices.Backward(stands.Properties) {
			if p := &stands.Properties[i]; p.Name == f.property {
				facts = append(facts, propertyFact(c, was, is, memory.PropertyName{Name: p.Name, Period: p.Period}))
				break
			}
		}
	}
	return facts, 0
}

// mainOf returns what to say first of a node of a kind.
func mainOf(vocabulary *graph.Vocabulary, kind graph.Kind) []fact {
	if known, ok := mainFacts[kind]; ok {
		return known
	}
	var out []fact
	if decl := vocabulary.Kind(kind); decl != nil {
		for i := range decl.Properties {
			if p := &decl.Properties[i]; !p.IsName && !p.Personal && !slices.Contains([]string{graph.PropName, graph.PropOwnID, "citation", "sourceUrl", "remark"}, p.Name) {
				out = append(out, fact{property: p.Name})
			}
		}
	}
	return out
}

// somewherePersonal reports whether a property of any kind by a name is about a
// natural person.
func somewherePersonal(vocabulary *graph.Vocabulary, property string) bool {
	return slices.ContainsFunc(vocabulary.Kinds, func(k graph.KindDecl) bool { return isPersonal(vocabulary, k.Kind, property) })
}

// isPersonal reports whether a property of a kind is about a natural person.
func isPersonal(vocabulary *graph.Vocabulary, kind graph.Kind, property string) bool {
	decl := vocabulary.Kind(kind)
	if decl == nil {
		return false
	}
	p := decl.Property(property)
	return p != nil && p.Personal
}

func propertyFact(c *memory.Changes, was, is *memory.Node, p memory.PropertyName) *model.ChangeFact {
	x := &model.ChangeFact{Label: &model.Label{Zh: p.Name, En: p.Name}, Ends: []*model.ChangeEnd{},
		Stood: model.FindProperty(c.From, was, p), Stands: model.FindProperty(c.To, is, p)}
	if of := cmp.Or(x.Stands, x.Stood); of != nil {
		label := of.Label()
		x.Label = &label
	}
	return x
}

func (s *Service) edgeFact(ctx context.Context, v *memory.View, id graph.SubjectID, f fact) *model.ChangeFact {
	incoming, label := f.incoming.Zh != "", f.incoming
	if !incoming {
		label = v.Vocabulary().Edge(f.edge).Label
	}
	found, err := v.Neighbours([]graph.SubjectID{id}, memory.NeighbourQuery{Edge: f.edge, Incoming: incoming, First: maxEnds})
	if err != nil || len(found[0].Edges) == 0 {
		return nil
	}
	x := &model.ChangeFact{Label: &label, Ends: []*model.ChangeEnd{}, EndCount: found[0].Total}
	for _, e := range found[0].Edges {
		if end := model.NewLink(v, e, incoming).Node(); end != nil {
			x.Ends = append(x.Ends, &model.ChangeEnd{ID: end.ID(), Kind: end.NodeKind(), Label: s.called(ctx, end.NodeKind(), namesOf(v, end.ID()))})
		}
	}
	return x
}
