// Package register draws up growth lists from a store and keeps their editions in
// it: who is on one is an edge, its file is kept byte for byte, and what becomes of
// it later is said beside it. See package publish.
package register

import (
	"context"
	"encoding/json"
	"io"
	"slices"
	"strconv"
	"strings"

	"github.com/chainatlas/chainatlas/graph"
	"github.com/chainatlas/chainatlas/graph/memory"
	"github.com/chainatlas/chainatlas/scoring/growth"
	"github.com/chainatlas/chainatlas/scoring/growth/gather"
	"github.com/chainatlas/chainatlas/scoring/publish"
)

// Shelf is where editions stand. A batch before the first of them declares its
// source.
var Shelf = publish.Shelf{
	Source: graph.Declare{Source: "lists", Name: "榜单 Lists", Trust: graph.TrustVerified},
	Kind:   graph.KindListEdition, Key: "codeVersion", Table: "ListEdition",
}

// propRule holds the hash of an edition and that of its rule.
const propRule = "rule"

// Entry is an edition that was published, as it stands.
type Entry struct {
	Subject   graph.SubjectID
	List      string // the code of the list
	Number    string
	Name      string
	Status    publish.Status
	Hash      string // of the edition
	Rule      string // the hash of its rule
	Published graph.Date
	ValidTo   graph.Date     // zero if it holds until superseded
	File      graph.Document // kept in the store
	Revision  graph.Revision // of the batch that published it
}

// Entries returns the editions that stand of a list, or of all lists if code is
// "": by list, the newest publication first.
func Entries(ctx context.Context, v *memory.View, code string) ([]Entry, error) {
	var of *memory.Filter
	if code != "" {
		of = &memory.Filter{Property: graph.PropCode, In: []graph.Value{graph.Text(code)}}
	}
	ids, err := v.Select(ctx, graph.KindListEdition, of)
	if err != nil {
		return nil, err
	}
	var all []Entry
	for _, n := range v.Nodes(ids...) {
		if e, ok := EntryOf(n); ok {
			all = append(all, e)
		}
	}
	slices.SortFunc(all, func(a, b Entry) int {
		if c := strings.Compare(a.List, b.List); c != 0 {
			return c
		}
		return int(b.Revision) - int(a.Revision)
	})
	return all, nil
}

// EntryOf reads an edition off its node. It reports false of a node that is the
// edition of some other list, with no file that this package kept.
func EntryOf(n *memory.Node) (Entry, bool) {
	if n == nil || n.Kind != graph.KindListEdition {
		return Entry{}, false
	}
	e := Entry{Subject: n.ID}
	for i := range n.Properties {
		v := n.Properties[i].Value()
		switch n.Properties[i].Name {
		case graph.PropCode:
			e.List = v.Text
		case graph.PropVersion:
			e.Number = v.Text
		case graph.PropName:
			e.Name = v.Text
		case graph.PropStatus:
			e.Status = publish.Status(v.Text)
		case propRule:
			e.Hash, e.Rule, _ = strings.Cut(v.Text, " ")
		case "published":
			e.Published = v.Date
		case "validTo":
			e.ValidTo = v.Date
		}
	}
	var ok bool
	e.File, e.Revision, ok = publish.FileOf(n, propRule)
	return e, ok && e.Rule != ""
}

// Find returns the edition of a list and a number, or CodeNotFound.
func Find(ctx context.Context, v *memory.View, code, number string) (Entry, error) {
	all, err := Entries(ctx, v, code)
	if err != nil {
		return Entry{}, err
	}
	for _, e := range all {
		if e.Number == number {
			return e, nil
		}
	}
	return Entry{}, graph.Sayf(graph.CodeNotFound, "register.Find", "%s 没有发布过 %s 期", "of %s no edition %s is published", code, number)
}

// Draw draws up an edition of a View: the candidates are read off it, and it is
// named with its revision and the hash of the log up to there.
func Draw(ctx context.Context, store graph.Store, v *memory.View, l *growth.List, o growth.Options) (*growth.Edition, error) {
	all, err := gather.Candidates(ctx, v, l, o.When)
	if err != nil {
		return nil, err
	}
	o.Data = growth.Data{Store: store.ID(), Revision: v.Revision()}
	if h := v.Header(v.Revision()); h != nil {
		o.Data.Hash = h.Hash.String()
	}
	return growth.Run(ctx, l, all, o)
}

// Again draws an edition up again from a View of its revision.
func Again(ctx context.Context, store graph.Store, v *memory.View, e *growth.Edition) (*growth.Edition, error) {
	return Draw(ctx, store, v, e.List, growth.Options{When: e.When, Number: e.Number, Corrects: e.Corrects, Reason: e.Reason, Brought: e.Brought})
}

// Recompute draws an edition up again and compares the bytes of its file with
// data: what cannot be drawn up again is not to be published. view answers the View
// of a revision. It fails with CodeConflict for an edition of another store, and
// with CodeDamaged if the bytes differ.
func Recompute(ctx context.Context, store graph.Store, view func(graph.Revision) (*memory.View, error), e *growth.Edition, data []byte) error {
	const op = "register.Recompute"
	if store.ID() != e.Data.Store {
		from := e.Data.Store
		if from == "" {
			from = "-"
		}
		return graph.Sayf(graph.CodeConflict, op, "这一期出自另一个库（%s），不是 %s", "the edition was made from another store (%s), not from %s", from, store.ID())
	}
	v, err := view(e.Data.Revision)
	if err != nil {
		return err
	}
	again, err := Again(ctx, store, v, e)
	if err != nil {
		return err
	}
	if !slices.Equal(again.Seal(), data) {
		return graph.Sayf(graph.CodeDamaged, op, "用库重算得不到同样的文件：散列应为 %s，却是 %s",
			"drawn up again from the store it is another: the hash should be %s and is %s", e.Hash(), again.Hash())
	}
	return nil
}

// Rejudge returns a judgement by an earlier list on the data of a later edition,
// which parts rule from data where both changed. view is that of its revision.
func Rejudge(ctx context.Context, store graph.Store, view *memory.View, old *growth.List, to *growth.Edition) (growth.Rejudge, error) {
	brought := slices.DeleteFunc(slices.Clone(to.Brought), func(b growth.Brought) bool {
		return old.CheckBrought([]growth.Brought{b}) != nil // of an input that the earlier list does not have
	})
	e, err := Draw(ctx, store, view, old, growth.Options{When: to.When, Brought: brought})
	if err != nil {
		return nil, err
	}
	type key struct {
		id      graph.SubjectID
		segment string
	}
	states := map[key]growth.State{}
	for i := range e.Entries {
		states[key{e.Entries[i].Enterprise, e.Entries[i].Segment}] = e.Entries[i].State
	}
	for i := range e.Others {
		states[key{e.Others[i].Enterprise, e.Others[i].Segment}] = e.Others[i].State
	}
	return func(_ *growth.List, _ growth.When, id graph.SubjectID, segment string) (growth.State, bool) {
		state, ok := states[key{id, segment}]
		return state, ok
	}, nil
}

// Read reads the file of an edition and verifies every byte of it.
func Read(ctx context.Context, store graph.Store, file graph.Hash) (*growth.Edition, error) {
	r, err := store.Attachment(ctx, file)
	if err != nil {
		return nil, err
	}
	defer r.Close()
	data, err := io.ReadAll(io.LimitReader(r, growth.MaxEdition+1))
	if err != nil {
		return nil, err
	}
	return growth.Verify(data)
}

// Key is the key of the batch that publishes an edition, if the caller has no
// other.
func Key(e *growth.Edition) string { return "list:" + e.List.Code + ":" + e.Number + ":" + e.Hash() }

func keys(code, number string) []graph.Cell {
	return []graph.Cell{publish.Say(graph.PropCode, graph.Text(code)), publish.Say(graph.PropVersion, graph.Text(number))}
}

// Subject returns the subject of an edition.
func Subject(store graph.Store, code, number string) graph.SubjectID {
	return Shelf.Subject(store.Salt(), keys(code, number))
}

// Publish works out the batch that publishes an edition as of a day: the edition
// with those in, and what becomes of the ones before it. data is its file. v is the
// present View; the source is declared in it. Those at the border are in the file
// and have no edge: they are not on the list. It fails with CodeExists if the
// number is taken, with CodeNotFound if there is nothing of the hash that it
// corrects, and with CodeConflict if that cannot be corrected any more.
func Publish(ctx context.Context, store graph.Store, v *memory.View, h *graph.Header, e *growth.Edition, data []byte, day graph.Date) ([]graph.Assertion, error) {
	const op = "register.Publish"
	all, err := Entries(ctx, v, e.List.Code)
	if err != nil {
		return nil, err
	}
	status := publish.Published
	found := e.Corrects == ""
	var before []publish.Becomes
	for _, p := range all {
		if p.Number == e.Number {
			return nil, graph.Sayf(graph.CodeExists, op, "%s 的 %s 期已发布；更正或新的一期请另取期次",
				"of %s the edition %s is published already; give a correction, or a new one, another number", e.List.Code, e.Number)
		}
		next := publish.Status("")
		switch {
		case e.Corrects == "":
			if p.Status == publish.Published {
				next = publish.Superseded
			}
		case p.Hash == e.Corrects:
			// A correction takes the place of what it corrects, and is superseded if that
			// was. Nothing becomes of the others.
			if !p.Status.Correctable() {
				return nil, graph.Sayf(graph.CodeConflict, op, "散列为 %s 的一期的状态是 %s，不能再更正",
					"the edition of the hash %s is %s and cannot be corrected any more", e.Corrects, p.Status)
			}
			found, status, next = true, p.Status, publish.Corrected
		}
		if next != "" {
			before = append(before, publish.Becomes{Keys: keys(p.List, p.Number), Status: next})
		}
	}
	if !found {
		return nil, graph.Sayf(graph.CodeNotFound, op, "没有已发布的一期散列为 %s，无从更正", "no edition of the hash %s is published, so there is nothing to correct", e.Corrects)
	}
	return Shelf.Issue(ctx, store, h, day, issue(e, data, day), status, before...)
}

// issue is what a batch says of an edition: what it is, and who is on it. Members
// are named by the subject that was seen.
func issue(e *growth.Edition, data []byte, day graph.Date) publish.Issue {
	x := publish.Issue{
		Keys: keys(e.List.Code, e.Number),
		Cells: []graph.Cell{
			publish.Say(graph.PropKind, graph.CodeValue(e.List.Class)), publish.Say(graph.PropName, graph.Text(e.List.Name.Zh+" "+e.Number)),
			publish.Say("published", graph.DateValue(day)), publish.Say(propRule, graph.Text(e.Hash()+" "+e.Rule)),
		},
		File: publish.File{Name: e.List.Code + "-" + e.Number + ".json", Data: data},
	}
	if e.List.Validity > 0 {
		x.Cells = append(x.Cells, publish.Say("validTo", graph.DateValue(monthsLater(e.When.Reference, e.List.Validity))))
	}
	members := graph.EdgeCell{Type: graph.EdgeListedIn, Incoming: true}
	seen := map[graph.SubjectID]bool{}
	for i := range e.Entries {
		r := &e.Entries[i]
		if r.State != growth.In || seen[r.Enterprise] {
			continue // in several segments: the first place counts, the file has all
		}
		seen[r.Enterprise] = true
		ref := graph.Ref{Subject: r.Enterprise, Kind: e.List.Kind()}
		if r.Rank > 0 {
			ref.Attributes = append(ref.Attributes, graph.Attribute{Property: "entry", Value: graph.Text(strings.TrimSpace(r.Group + " " + strconv.Itoa(r.Rank)))})
		}
		ref.Attributes = append(ref.Attributes, graph.Attribute{Property: "outcome", Value: graph.Text(r.State.String())})
		members.Refs = append(members.Refs, ref)
	}
	x.Edges = []graph.EdgeCell{members}
	return x
}

// monthsLater returns the day so many months later, or the last of its month.
func monthsLater(d graph.Date, months int) graph.Date {
	n := int(d.Year)*12 + int(d.Month) - 1 + months
	last := graph.Date{Year: int16(n / 12), Month: uint8(n%12 + 1)}.Last()
	last.Day = min(last.Day, d.Day)
	return last
}

// Withdraw works out the batch that takes an edition out of circulation, with the
// reason in its notice. What was published stays readable. It fails with
// CodeConflict if it is withdrawn already.
func Withdraw(ctx context.Context, store graph.Store, h *graph.Header, e Entry, reason string, day graph.Date) ([]graph.Assertion, error) {
	if e.Status == publish.Withdrawn {
		return nil, graph.Sayf(graph.CodeConflict, "register.Withdraw", "%s 的 %s 期已撤回", "of %s the edition %s is withdrawn already", e.List, e.Number)
	}
	notice, err := json.Marshal(struct {
		Withdraws string `json:"withdraws"`
		Number    string `json:"number"`
		Edition   string `json:"edition"`
		Reason    string `json:"reason"`
	}{e.List, e.Number, e.Hash, reason})
	if err != nil {
		return nil, err
	}
	return Shelf.Become(ctx, store, h, day, publish.Becomes{Keys: keys(e.List, e.Number), Status: publish.Withdrawn},
		publish.File{Name: e.List + "-" + e.Number + "-withdrawal.json", Data: notice})
}
