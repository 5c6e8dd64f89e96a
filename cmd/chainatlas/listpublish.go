package main

import (
	"bytes"
	"context"
	"encoding/json"
	"strconv"
	"strings"

	"github.com/spf13/cobra"

	"github.com/chainatlas/chainatlas/graph"
	"github.com/chainatlas/chainatlas/graph/memory"
	"github.com/chainatlas/chainatlas/scoring/growth"
)

// listSource is the source that published lists speak for. A batch before the
// first of them declares it.
const listSource graph.SourceID = "lists"

// editionTable is the table of the records of editions.
const editionTable = "ListEdition"

// The states of an edition, of the code list ratingStatus.
const (
	statusPublished  = "published"
	statusCorrected  = "corrected"
	statusSuperseded = "superseded"
	statusWithdrawn  = "withdrawn"
)

func (a *app) listPublishCommand() *cobra.Command {
	var why, actor string
	cmd := a.command("publish FILE --why TEXT [--actor NAME]", listHelp.Publish, 1, 1, func(cmd *cobra.Command, args []string) error {
		if why = strings.TrimSpace(why); why == "" {
			return a.usage(cmd, importing.WhyMissing)
		}
		by, err := a.actor(actor)
		if err != nil {
			return err
		}
		e, data, err := a.readEdition(args[0])
		if err != nil {
			return err
		}
		return a.withStore(cmd.Context(), write, func(path string, s graph.Store) error {
			return a.publishList(cmd.Context(), path, s, e, data, by, why)
		})
	})
	cmd.Flags().StringVar(&why, "why", "", a.say(importing.FlagWhy))
	cmd.Flags().StringVar(&actor, "actor", "", a.say(text.FlagActing))
	cmd.ValidArgsFunction = completeFiles
	return cmd
}

func (a *app) listWithdrawCommand() *cobra.Command {
	var why, actor string
	cmd := a.command("withdraw CODE NUMBER --why TEXT [--actor NAME]", listHelp.Withdraw, 2, 2, func(cmd *cobra.Command, args []string) error {
		if why = strings.TrimSpace(why); why == "" {
			return a.usage(cmd, importing.WhyMissing)
		}
		by, err := a.actor(actor)
		if err != nil {
			return err
		}
		return a.withStore(cmd.Context(), write, func(path string, s graph.Store) error {
			return a.withdrawList(cmd.Context(), path, s, args[0], args[1], by, why)
		})
	})
	cmd.Flags().StringVar(&why, "why", "", a.say(importing.FlagWhy))
	cmd.Flags().StringVar(&actor, "actor", "", a.say(text.FlagActing))
	return cmd
}

// published is an edition that stands in a store.
type published struct {
	subject              graph.SubjectID
	number, status, hash string
}

// editionsOf returns the editions of a list that stand.
func editionsOf(ctx context.Context, view *memory.View, code string) ([]published, error) {
	ids, err := view.Select(ctx, graph.KindListEdition, nil)
	if err != nil {
		return nil, err
	}
	var all []published
	for _, n := range view.Nodes(ids...) {
		values := map[string]string{}
		for i := range n.Properties {
			values[n.Properties[i].Name] = n.Properties[i].Value().Text
		}
		if values[graph.PropCode] == code {
			hash, _, _ := strings.Cut(values["rule"], " ")
			all = append(all, published{n.ID, values[graph.PropVersion], values[graph.PropStatus], hash})
		}
	}
	return all, nil
}

// publishList publishes an edition as one batch: the edition with its members, and
// what becomes of the ones before it. The file is kept with it, byte for byte.
// Nothing that was published is overwritten: the batches before stay as they are.
// The data date of a publication is its day, so that what has become of an edition
// holds over what it was, whatever their reference dates.
func (a *app) publishList(ctx context.Context, path string, s graph.Store, e *growth.Edition, data []byte, actor, why string) error {
	view, err := a.view(ctx, path, s)
	if err != nil {
		return err
	}
	if e.Data.Revision > view.Revision() {
		return a.errorf(graph.CodeNotFound, text.NoRevision, e.Data.Revision, view.Revision())
	}
	// What cannot be drawn up again from the store is not published.
	if err := a.recompute(ctx, path, s, e, data); err != nil {
		return err
	}
	before, err := editionsOf(ctx, view, e.List.Code)
	if err != nil {
		return err
	}
	status := ""
	for _, p := range before {
		if p.number == e.Number {
			return a.errorf(graph.CodeExists, listing.NumberTaken, e.List.Code, e.Number)
		}
		if p.hash == e.Corrects {
			status = p.status
		}
	}
	switch {
	case e.Corrects == "":
		status = statusPublished
	case status == "":
		return a.errorf(graph.CodeNotFound, listing.NothingToCorrect, e.Corrects)
	case status == statusWithdrawn, status == statusCorrected:
		return a.errorf(graph.CodeConflict, listing.NotCorrectable, e.Corrects, status)
	}
	if err := a.declareLists(ctx, s, view, actor); err != nil {
		return err
	}
	if view, err = a.view(ctx, path, s); err != nil {
		return err
	}
	kept, err := s.Attach(ctx, bytes.NewReader(data))
	if err != nil {
		return err
	}
	var said []graph.Assertion
	said = append(said, a.editionRecord(s, e, status))
	for i, p := range before {
		if status := follows(e, p); status != "" {
			said = append(said, statusRecord(s, e.List.Code, p.number, status, i+3))
		}
	}
	written, err := graph.Append(ctx, s, graph.Header{
		Key: "list:" + e.List.Code + ":" + e.Number + ":" + e.Hash(), Kind: graph.BatchPublish, Source: listSource, Actor: actor, Reason: why, DataDate: a.today(),
		Base: view.Revision(), Rules: graph.StandardRules().Version,
		Documents: []graph.Document{{Name: e.List.Code + "-" + e.Number + ".json", Hash: kept}}, Sheets: []graph.Sheet{{Document: 0}},
	}, said...)
	if err != nil {
		return err
	}
	return a.printf(listing.Published, a.lang.pick(e.List.Name), e.Number, written.Revision, e.Counts.In, e.Counts.Borderline)
}

// follows returns what becomes of an earlier edition by the publication of e; ""
// if nothing does. A correction takes the place of what it corrects, and is
// superseded if that was: nothing becomes of the others.
func follows(e *growth.Edition, p published) string {
	switch {
	case e.Corrects != "":
		if p.hash == e.Corrects {
			return statusCorrected
		}
	case p.status == statusPublished:
		return statusSuperseded
	}
	return ""
}

// declareLists declares the source of lists, in a batch of its own: it must not
// fall with the first of them.
func (a *app) declareLists(ctx context.Context, s graph.Store, view *memory.View, actor string) error {
	if _, _, declared := view.Source(listSource); declared {
		return nil
	}
	_, err := graph.Append(ctx, s, graph.Header{
		Key: "declare:" + string(listSource), Kind: graph.BatchDeclare, Source: listSource, Actor: actor, Reason: "for the first published list",
		Rules: graph.StandardRules().Version,
	}, &graph.Declare{Source: listSource, Name: "榜单 Lists", Trust: graph.TrustVerified})
	if graph.CodeOf(err) == graph.CodeExists {
		return nil
	}
	return err
}

// editionSubject returns the subject of an edition.
func editionSubject(s graph.Store, code, number string) graph.SubjectID {
	return graph.Mint(s.Salt(), listSource, graph.KindListEdition,
		[]graph.KeyValue{{Key: "codeVersion", Parts: []graph.Value{graph.Text(code), graph.Text(number)}}}, 0)
}

// editionRecord is what a batch says of an edition: what it is, and who is on it.
// Members are named by the subject that was seen.
func (a *app) editionRecord(s graph.Store, e *growth.Edition, status string) *graph.Record {
	cell := func(property string, v graph.Value) graph.Cell {
		return graph.Cell{Property: property, Values: []graph.Value{v}}
	}
	r := &graph.Record{
		RecordKey: graph.RecordKey{Subject: editionSubject(s, e.List.Code, e.Number), Table: editionTable}, Kind: graph.KindListEdition, Row: 2,
		Cells: []graph.Cell{
			cell(graph.PropCode, graph.Text(e.List.Code)), cell(graph.PropKind, graph.CodeValue(e.List.Class)), cell(graph.PropName, graph.Text(e.List.Name.Zh+" "+e.Number)),
			cell("published", graph.DateValue(a.today())), cell("rule", graph.Text(e.Hash()+" "+e.Rule)), cell(graph.PropStatus, graph.CodeValue(status)),
		},
	}
	if e.List.Validity > 0 {
		r.Cells = append(r.Cells, cell("validTo", graph.DateValue(monthsLater(e.When.Reference, e.List.Validity))))
	}
	r.Cells = append(r.Cells, cell(graph.PropVersion, graph.Text(e.Number)))
	members := graph.EdgeCell{Type: graph.EdgeListedIn, Incoming: true}
	seen := map[graph.SubjectID]bool{}
	for i := range e.Entries {
		x := &e.Entries[i]
		if seen[x.Enterprise] {
			continue // in several segments: the first place counts, the file has all
		}
		seen[x.Enterprise] = true
		ref := graph.Ref{Subject: x.Enterprise, Kind: graph.KindEnterprise}
		if x.Rank > 0 {
			ref.Attributes = append(ref.Attributes, graph.Attribute{Property: "entry", Value: graph.Text(strings.TrimSpace(x.Group + " " + strconv.Itoa(x.Rank)))})
		}
		ref.Attributes = append(ref.Attributes, graph.Attribute{Property: "outcome", Value: graph.Text(x.State.String())})
		members.Refs = append(members.Refs, ref)
	}
	r.Edges = []graph.EdgeCell{members}
	return r
}

// monthsLater returns the day so many months later, or the last of its month.
func monthsLater(d graph.Date, months int) graph.Date {
	n := int(d.Year)*12 + int(d.Month) - 1 + months
	last := graph.Date{Year: int16(n / 12), Month: uint8(n%12 + 1)}.Last()
	last.Day = min(last.Day, d.Day)
	return last
}

// statusRecord says what has become of an edition, and nothing else of it.
func statusRecord(s graph.Store, code, number, status string, row int) *graph.Record {
	return &graph.Record{
		RecordKey: graph.RecordKey{Subject: editionSubject(s, code, number), Table: editionTable}, Kind: graph.KindListEdition, Row: row,
		Cells: []graph.Cell{
			{Property: graph.PropCode, Values: []graph.Value{graph.Text(code)}},
			{Property: graph.PropStatus, Values: []graph.Value{graph.CodeValue(status)}},
			{Property: graph.PropVersion, Values: []graph.Value{graph.Text(number)}},
		},
	}
}

// withdrawList takes an edition out of circulation, with the reason. What was
// published stays readable.
func (a *app) withdrawList(ctx context.Context, path string, s graph.Store, code, number, actor, why string) error {
	view, err := a.view(ctx, path, s)
	if err != nil {
		return err
	}
	all, err := editionsOf(ctx, view, code)
	if err != nil {
		return err
	}
	for _, p := range all {
		if p.number != number {
			continue
		}
		if p.status == statusWithdrawn {
			return a.errorf(graph.CodeConflict, listing.WithdrawnAlready, code, number)
		}
		notice, err := json.Marshal(struct {
			Withdraws string `json:"withdraws"`
			Number    string `json:"number"`
			Edition   string `json:"edition"`
			Reason    string `json:"reason"`
		}{code, number, p.hash, why})
		if err != nil {
			return err
		}
		kept, err := s.Attach(ctx, bytes.NewReader(notice))
		if err != nil {
			return err
		}
		written, err := graph.Append(ctx, s, graph.Header{
			Key: "list:" + code + ":" + number + ":withdrawn", Kind: graph.BatchPublish, Source: listSource, Actor: actor, Reason: why,
			DataDate: a.today(), Base: view.Revision(), Rules: graph.StandardRules().Version,
			Documents: []graph.Document{{Name: code + "-" + number + "-withdrawal.json", Hash: kept}}, Sheets: []graph.Sheet{{Document: 0}},
		}, statusRecord(s, code, number, statusWithdrawn, 2))
		if err != nil {
			return err
		}
		return a.printf(listing.Withdrawn, code, number, written.Revision)
	}
	return a.errorf(graph.CodeNotFound, listing.NoEdition, code, number)
}
