package xlsx

import (
	"context"
	"net/url"
	"path"
	"strings"

	"github.com/chainatlas/chainatlas/graph"
	"github.com/chainatlas/chainatlas/importer/table"
)

// relation is a relationship that a part has to another (ECMA-376 part 2, 6.5).
type relation struct {
	kind   string // the last word of its type, which is the same in the strict form
	target string // a part's name
}

// openWorkbook finds the parts of the workbook and reads its sheets, its epoch
// and its number formats.
func (d *Document) openWorkbook(ctx context.Context, op string) error {
	name, err := d.workbookName(ctx, op)
	if err != nil {
		return err
	}
	p := d.archive.find(name)
	if k := key(name); p == nil || !strings.HasSuffix(k, ".xml") || strings.HasPrefix(k, "word/") || strings.HasPrefix(k, "ppt/") {
		return d.refuseArchive(ctx, op)
	}
	rels, err := d.relations(ctx, op, p.name)
	if err != nil {
		return err
	}
	if err := d.readWorkbook(ctx, op, p, rels); err != nil {
		return err
	}
	for _, r := range rels {
		switch r.kind {
		case "styles":
			// Without them dates would be numbers, and nobody would know. If shared
			// strings are missing, the first cell that refers to one says so.
			p := d.archive.find(r.target)
			if p == nil {
				return damaged(op, r.target, graph.Labelf("缺少此部件", "this part is missing"))
			}
			if err := d.readStyles(ctx, op, p); err != nil {
				return err
			}
		case "sharedStrings":
			d.shared = r.target
		}
	}
	return nil
}

// workbookName returns the name of the workbook's part.
func (d *Document) workbookName(ctx context.Context, op string) (string, error) {
	const usual = "xl/workbook.xml"
	if d.archive.find("_rels/.rels") == nil {
		return usual, nil
	}
	rels, err := d.relations(ctx, op, "")
	if err != nil {
		return "", err
	}
	for _, r := range rels {
		if r.kind == "officeDocument" {
			return r.target, nil
		}
	}
	return usual, nil
}

// scan reads a small part by a function that is given its scanner, to its end.
func (d *Document) scan(ctx context.Context, op string, p *part, read func(*scanner) error) error {
	src, stop, err := d.source(ctx, op, p, d.opts.MaxPartBytes, false)
	if err != nil {
		return err
	}
	defer stop()
	s := newScanner(src, op, p.shown, p.size())
	if err := read(s); err != nil {
		return err
	}
	return s.drain()
}

// relations reads the relationships of a part, or of the package if name is "",
// by their IDs. Only those that matter here are kept.
func (d *Document) relations(ctx context.Context, op, name string) (map[string]relation, error) {
	dir, base := path.Split(name)
	p := d.archive.find(dir + "_rels/" + base + ".rels")
	if p == nil {
		return nil, damaged(op, dir+"_rels/"+base+".rels", graph.Labelf("缺少此部件", "this part is missing"))
	}
	rels := map[string]relation{}
	err := d.scan(ctx, op, p, func(s *scanner) error {
		t, err := s.next()
		if err != nil {
			return err
		}
		if t != tokenStart || string(s.name) != "Relationships" {
			return s.fail("根元素不是 <Relationships>", "its root element is not <Relationships>")
		}
		for {
			t, err := s.next()
			if err != nil {
				return err
			}
			if t == tokenEnd {
				return nil
			}
			if t == tokenText {
				continue
			}
			typ, _ := s.attrText("Type")
			id, _ := s.attrText("Id")
			target, _ := s.attrText("Target")
			mode, _ := s.attrText("TargetMode")
			r := relation{kind: typ[strings.LastIndexByte(typ, '/')+1:]}
			switch r.kind {
			case "officeDocument", "worksheet", "chartsheet", "dialogsheet", "xlMacrosheet", "xlIntlMacrosheet", "styles", "sharedStrings":
				if strings.EqualFold(mode, "External") {
					return damaged(op, p.name, graph.Labelf("关系 %.40q 指向文件之外", "the relationship %.40q leads out of the file", id))
				}
				if _, ok := rels[id]; ok {
					return damaged(op, p.name, graph.Labelf("关系 %.40q 重复", "the relationship %.40q occurs twice", id))
				}
				if len(rels) > d.opts.MaxSheets+100 {
					return tooMuch(op, p.name, graph.Labelf("工作表超过 %d 个", "there are more than %d sheets", d.opts.MaxSheets))
				}
				r.target = d.resolve(dir, target)
				rels[id] = r
			}
			if err := s.skip(); err != nil {
				return err
			}
		}
	})
	return rels, err
}

// resolve returns the name of the part that a target means, seen from a folder.
// Targets are URIs, but many producers do not escape them.
func (d *Document) resolve(dir, target string) string {
	target = strings.ReplaceAll(target, `\`, "/")
	if !strings.HasPrefix(target, "/") {
		target = "/" + dir + target
	}
	target = path.Clean(target)[1:]
	if d.archive.find(target) == nil {
		if plain, err := url.PathUnescape(target); err == nil {
			return plain
		}
	}
	return target
}

// readWorkbook reads the sheets and the epoch.
func (d *Document) readWorkbook(ctx context.Context, op string, p *part, rels map[string]relation) error {
	err := d.scan(ctx, op, p, func(s *scanner) error {
		if err := s.root("workbook"); err != nil {
			return err
		}
		for {
			ok, err := s.section("")
			if err != nil || !ok {
				return err
			}
			switch string(s.name) {
			case "workbookPr":
				d.date1904 = s.flag("date1904")
				err = s.skip()
			case "sheets":
				err = d.readSheets(op, s, rels)
			default:
				err = s.skip()
			}
			if err != nil {
				return err
			}
		}
	})
	if err != nil {
		return err
	}
	if len(d.sheets) == 0 {
		return table.NewFault(graph.CodeInvalid, op, p.name, graph.Labelf("工作簿中没有含行的工作表", "the workbook has no sheet with rows"),
			graph.Labelf("请检查是否选对了文件", "check whether it is the right file"))
	}
	return nil
}

func (d *Document) readSheets(op string, s *scanner, rels map[string]relation) error {
	seen := map[string]bool{}
	for {
		ok, err := s.child("sheet")
		if err != nil || !ok {
			return err
		}
		name, named := s.attrText("name")
		state, _ := s.attrText("state")
		id := ""
		for _, a := range s.attrs {
			// r:id, whatever the prefix; sheetId is something else.
			if strings.HasSuffix(string(a.name), ":id") {
				id, _ = s.attrText("id")
			}
		}
		if err := s.skip(); err != nil {
			return err
		}
		switch {
		case !named || name == "" || len(name) > 1024:
			return damaged(op, s.part, graph.Labelf("有一个工作表没有有效的名称", "a sheet has no valid name"))
		case seen[name]:
			return damaged(op, s.part, graph.Labelf("有两个名为 %q 的工作表", "two sheets have the name %q", name))
		case len(seen) == d.opts.MaxSheets:
			return tooMuch(op, s.part, graph.Labelf("工作表超过 %d 个", "there are more than %d sheets", d.opts.MaxSheets))
		}
		seen[name] = true
		r, ok := rels[id]
		if !ok {
			return damaged(op, s.part, graph.Labelf("工作表 %q 没有对应的部件", "the sheet %q leads to no part", name))
		}
		if r.kind != "worksheet" {
			continue
		}
		p := d.archive.find(r.target)
		if p == nil {
			return damaged(op, r.target, graph.Labelf("缺少工作表 %q 的部件", "the part of the sheet %q is missing", name))
		}
		if p.shown != p.name {
			return damaged(op, p.name, graph.Labelf("有两个工作表使用此部件", "two sheets lead to this part"))
		}
		p.shown = name + " (" + p.name + ")"
		d.sheets = append(d.sheets, sheet{table.Sheet{Name: name, Hidden: state != "" && state != "visible"}, p})
	}
}
