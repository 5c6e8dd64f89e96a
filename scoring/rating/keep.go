package rating

import (
	"context"
	"crypto/sha256"
	"io"
	"math"
	"slices"
	"strconv"
	"strings"

	"github.com/chainatlas/chainatlas/graph"
	"github.com/chainatlas/chainatlas/graph/memory"
	"github.com/chainatlas/chainatlas/scoring"
	"github.com/chainatlas/chainatlas/scoring/evidence"
	"github.com/chainatlas/chainatlas/scoring/publish"
)

// The shelves of what a run makes. All of it is said by one source.
var (
	source  = graph.Declare{Source: "ratings", Name: "评价 Ratings", Trust: graph.TrustVerified}
	schemes = publish.Shelf{Source: source, Kind: graph.KindScheme, Key: "codeVersion", Table: "Scheme"}
	runs    = publish.Shelf{Source: source, Kind: graph.KindRun, Key: graph.PropNumber, Table: "Run"}
	ratings = publish.Shelf{Source: source, Kind: graph.KindRating, Key: graph.PropNumber, Table: "Rating"}
)

// The properties of a run that hold hashes: of its file, and of its newest release,
// of which the history of the property has those before.
const (
	propResult  = "resultHash"
	PropRelease = "release"
)

// Entry is a run that was kept, as it stands.
type Entry struct {
	Subject   graph.SubjectID
	Number    string
	Name      string
	Status    State
	Seed      string
	Reference graph.Date
	Data      string // the hash of its input
	Hash      string // of its file
	Release   string // the hash of its newest release; "" if it is a draft
	Scheme    graph.SubjectID
	Actor     string // who made it
	File      graph.Document
	Revision  graph.Revision // of the batch that made it
}

// Keep puts a run into the log, as a draft, and returns its number and the batch
// that made it. A run that is there already stays as it is. day is today.
func Keep(ctx context.Context, store graph.Store, v *memory.View, f *File, actor, why string, day graph.Date) (run string, at graph.Revision, err error) {
	data, err := f.Encode()
	if err != nil {
		return "", 0, err
	}
	if err := runs.Declare(ctx, store, v, actor); err != nil {
		return "", 0, err
	}
	no := number(f, data)
	key := "run:" + no
	if r, err := store.Standing(ctx, key); err == nil {
		return no, r, nil
	} else if graph.CodeOf(err) != graph.CodeNotFound {
		return "", 0, err
	}
	h := graph.Header{Key: key, Actor: actor, Reason: why}
	hash := graph.Hash(sha256.Sum256(data)).String()
	r := f.Run.Result
	keys := []graph.Cell{publish.Say(graph.PropNumber, graph.Text(no))}
	schemeKeys := []graph.Cell{publish.Say(graph.PropCode, graph.Text(r.Scheme.ID)), publish.Say(graph.PropVersion, graph.Text(r.Scheme.Edition))}
	scheme := schemes.Subject(store.Salt(), schemeKeys)
	said, err := runs.Issue(ctx, store, &h, day, publish.Issue{
		Keys: keys,
		Cells: []graph.Cell{
			publish.Say(graph.PropName, graph.Text(r.Scheme.Title.Zh+" "+f.Spec.Reference.String())),
			publish.Say("inputHash", graph.Text(r.Data)), publish.Say(propResult, graph.Text(hash)),
			publish.Say("seed", graph.Text(strconv.FormatUint(f.Spec.Seed, 10))), publish.Say("periodTo", graph.DateValue(f.Spec.Reference)),
		},
		Edges: []graph.EdgeCell{{Type: graph.EdgeApplies, Refs: []graph.Ref{{Subject: scheme, Kind: graph.KindScheme}}}},
		File:  publish.File{Name: no + ".json", Data: data},
	}, publish.Status(Draft))
	if err != nil {
		return "", 0, err
	}
	said = append(said, &graph.Record{
		RecordKey: graph.RecordKey{Subject: scheme, Table: schemes.Table}, Kind: graph.KindScheme, Row: 3,
		Cells: []graph.Cell{schemeKeys[0], publish.Say("hash", graph.Text(r.Scheme.Hash)), publish.Say(graph.PropName, graph.Text(r.Scheme.Title.Zh)), schemeKeys[1]},
	})
	of := runs.Subject(store.Salt(), keys)
	s, err := f.Scheme()
	if err != nil {
		return "", 0, err
	}
	for i := range r.Units {
		said = append(said, rating(store, f, i, no, of, evidence.NodeKind(s.Kind)))
	}
	written, err := graph.Append(ctx, store, h, said...)
	if graph.CodeOf(err) == graph.CodeExists {
		at, err = store.Standing(ctx, key)
		return no, at, err
	}
	if err != nil {
		return "", 0, err
	}
	return no, written.Revision, nil
}

// ratingKeys name the rating of a unit of a run.
func ratingKeys(run, unit string) []graph.Cell {
	return []graph.Cell{publish.Say(graph.PropNumber, graph.Text(run+"/"+unit))}
}

// rating is what a batch says of the rating of a unit.
func rating(store graph.Store, f *File, i int, run string, of graph.SubjectID, kind graph.Kind) *graph.Record {
	u := &f.Run.Result.Units[i]
	keys := ratingKeys(run, u.ID)
	status := Draft
	r := &graph.Record{RecordKey: graph.RecordKey{Subject: ratings.Subject(store.Salt(), keys), Table: ratings.Table}, Kind: graph.KindRating, Row: i + 4, Cells: keys}
	add := func(property string, v graph.Value) { r.Cells = append(r.Cells, publish.Say(property, v)) }
	number := func(property string, x scoring.Number) {
		if x.Is() && math.Abs(float64(x)) < 1e12 {
			if d, err := graph.NewDecimal(int64(math.Round(float64(x)*1e4)), 4); err == nil {
				add(property, graph.Dec(d.Normal()))
			}
		}
	}
	number("score", u.Score)
	number("coverage", scoring.Number(u.Coverage))
	if m := f.Run.Uncertainty; m != nil {
		number("scoreLow", m.Units[i].ScoreLo)
		number("scoreHigh", m.Units[i].ScoreHi)
	}
	if u.Grade != "" {
		add("band", graph.Text(u.Grade))
	}
	if u.Withheld != nil {
		status = "withheld"
		add("reason", graph.Text(u.Withheld.Zh))
	}
	add(graph.PropStatus, graph.CodeValue(string(status)))
	slices.SortFunc(r.Cells, func(a, b graph.Cell) int { return strings.Compare(a.Property, b.Property) })
	r.Edges = []graph.EdgeCell{
		{Type: graph.EdgeRates, Refs: []graph.Ref{{Subject: graph.SubjectID(u.ID), Kind: kind}}},
		{Type: graph.EdgeResultOf, Refs: []graph.Ref{{Subject: of, Kind: graph.KindRun}}},
	}
	return r
}

// Entries returns the runs that stand, the newest first.
func Entries(ctx context.Context, v *memory.View) ([]Entry, error) {
	ids, err := v.Select(ctx, graph.KindRun, nil)
	if err != nil {
		return nil, err
	}
	var all []Entry
	for _, n := range v.Nodes(ids...) {
		if e, ok := EntryOf(v, n); ok {
			all = append(all, e)
		}
	}
	slices.SortFunc(all, func(a, b Entry) int { return int(b.Revision) - int(a.Revision) })
	return all, nil
}

// EntryOf reads a run off its node; false of a node that this package did not make.
func EntryOf(v *memory.View, n *memory.Node) (Entry, bool) {
	if n == nil || n.Kind != graph.KindRun {
		return Entry{}, false
	}
	e := Entry{Subject: n.ID}
	for i := range n.Properties {
		x := n.Properties[i].Value()
		switch n.Properties[i].Name {
		case graph.PropNumber:
			e.Number = x.Text
		case graph.PropName:
			e.Name = x.Text
		case graph.PropStatus:
			e.Status = State(x.Text)
		case "seed":
			e.Seed = x.Text
		case "periodTo":
			e.Reference = x.Date
		case "inputHash":
			e.Data = x.Text
		case propResult:
			e.Hash = x.Text
		case PropRelease:
			e.Release = x.Text
		}
	}
	var ok bool
	if e.File, e.Revision, ok = publish.FileOf(n, propResult); !ok {
		return e, false
	}
	if h := v.Header(e.Revision); h != nil {
		e.Actor = h.Actor
	}
	if s, err := v.Neighbours([]graph.SubjectID{n.ID}, memory.NeighbourQuery{Edge: graph.EdgeApplies, First: 1}); err == nil && len(s[0].Edges) > 0 {
		e.Scheme = s[0].Edges[0].To
	}
	return e, true
}

// Find returns the run of a number, or graph.CodeNotFound.
func Find(ctx context.Context, v *memory.View, number string) (Entry, error) {
	all, err := Entries(ctx, v)
	if err != nil {
		return Entry{}, err
	}
	for _, e := range all {
		if e.Number == number {
			return e, nil
		}
	}
	return Entry{}, graph.Sayf(graph.CodeNotFound, "rating.Find", "没有评价轮次 %[1]s", "there is no run %[1]s", number)
}

// WithdrawnFrom returns the units of a run whose rating was withdrawn, with the reason:
// the reason stays, the figures are not shown any more.
func WithdrawnFrom(v *memory.View, e Entry) (map[graph.SubjectID]string, error) {
	out := map[graph.SubjectID]string{}
	of := []graph.SubjectID{e.Subject}
	for from, more := graph.SubjectID(""), true; more; {
		page, err := v.Neighbours(of, memory.NeighbourQuery{Edge: graph.EdgeResultOf, Incoming: true, First: memory.MaxPage, From: from})
		if err != nil {
			return nil, err
		}
		from, more = page[0].Next, page[0].HasMore
		for i := range page[0].Edges {
			status, reason := "", ""
			n := v.Node(page[0].Edges[i].From)
			for k := range n.Properties {
				switch n.Properties[k].Name {
				case graph.PropStatus:
					status = n.Properties[k].Value().Text
				case "reason":
					reason = n.Properties[k].Value().Text
				}
			}
			if State(status) != Withdrawn {
				continue
			}
			rates, err := v.Neighbours([]graph.SubjectID{n.ID}, memory.NeighbourQuery{Edge: graph.EdgeRates, First: 1})
			if err != nil {
				return nil, err
			}
			if len(rates[0].Edges) > 0 {
				out[rates[0].Edges[0].To] = reason
			}
		}
	}
	return out, nil
}

// Open reads the file of a run.
func Open(ctx context.Context, store graph.Store, e Entry) (*File, []byte, error) {
	data, err := attached(ctx, store, e.File.Hash)
	if err != nil {
		return nil, nil, err
	}
	f, err := Read(data)
	return f, data, err
}

func attached(ctx context.Context, store graph.Store, h graph.Hash) ([]byte, error) {
	r, err := store.Attachment(ctx, h)
	if err != nil {
		return nil, err
	}
	defer r.Close()
	data, err := io.ReadAll(io.LimitReader(r, MaxFile+1))
	if err != nil {
		return nil, err
	}
	if len(data) > MaxFile {
		return nil, graph.Errorf(graph.CodeLimit, "rating.Open", "the file of the run has more than %d bytes", MaxFile)
	}
	return data, nil
}
