package graph

import (
	"embed"
	"encoding/csv"
	"errors"
	"fmt"
	"io/fs"
	"slices"
	"strings"
	"unicode/utf8"
)

// The entries of the standard lists, one file for each: code, zh, en, parent,
// synonyms (separated by |). Adding an entry is adding a line; a code that was
// published is never given another meaning.
//
//go:embed codes/*.csv
var codeFiles embed.FS

// Entry returns the entry of a code, or nil.
func (l *CodeList) Entry(code string) *CodeEntry {
	if l.byCode != nil {
		return l.byCode[code]
	}
	for i := range l.Entries {
		if l.Entries[i].Code == code {
			return &l.Entries[i]
		}
	}
	return nil
}

// Find returns the code that a text means: a code, a label in either language
// or a synonym, whatever its case, width, spaces and punctuation; for lists
// with Endings also without them (四川 for 四川省). Where a short form fits
// entries at several depths, the highest is meant (吉林 is the province);
// where it fits several at one depth, none is found.
func (l *CodeList) Find(text string) (code string, ok bool) {
	if l.byText == nil {
		l = l.indexed()
	}
	code, ok = l.byText[HeaderKey(text)]
	return code, ok && code != ""
}

// Print returns the label of a code, or the code itself if the label alone would
// be read as another, or as either of two.
func (l *CodeList) Print(code, lang string) string {
	e := l.Entry(code)
	if e == nil {
		return code
	}
	label := e.Label.In(lang)
	if found, ok := l.Find(label); !ok || found != code {
		return code
	}
	if _, ok := l.Namesake(code); ok {
		return code
	}
	return label
}

// Namesake returns what else has the name of an entry, outside the list.
func (l *CodeList) Namesake(code string) (Label, bool) {
	if l.Name != ListRegion {
		return Label{}, false
	}
	other, ok := namesakes[code]
	return other, ok
}

// namesakes are the districts of the municipalities whose name a district of
// another city has as well (GB/T 2260). The list has the districts of the
// municipalities only, so that there the names look unique.
var namesakes = map[string]Label{
	"110105": {Zh: "吉林省长春市朝阳区", En: "Chaoyang, Changchun"},
	"110112": {Zh: "江苏省南通市通州区", En: "Tongzhou, Nantong"},
	"120101": {Zh: "辽宁省沈阳市和平区", En: "Heping, Shenyang"},
	"120102": {Zh: "山东省临沂市河东区", En: "Hedong, Linyi"},
	"310107": {Zh: "浙江省舟山市普陀区", En: "Putuo, Zhoushan"},
	"310113": {Zh: "黑龙江省双鸭山市宝山区", En: "Baoshan, Shuangyashan"},
	"500105": {Zh: "浙江省宁波市江北区", En: "Jiangbei, Ningbo"},
}

// FindWithin returns the code of the one entry below another that a text can
// mean: in 北京市 朝阳 is the district, in 吉林省 吉林 is the city. If none below
// fits, it may mean the other itself.
func (l *CodeList) FindWithin(text, above string) (code string, ok bool) {
	key := HeaderKey(text)
	if l.byText == nil {
		l = l.indexed()
	}
	for _, c := range l.meanings[key] {
		if c == above || !l.Within(c, above) {
			continue
		}
		if ok {
			return "", false
		}
		code, ok = c, true
	}
	if !ok && slices.Contains(l.meanings[key], above) {
		return above, true
	}
	return code, ok
}

// indexed returns a copy with an index, for a list of no vocabulary. The list
// itself may be shared, so it keeps none.
func (l *CodeList) indexed() *CodeList {
	c := *l
	c.index(new(contradictions))
	return &c
}

// Within reports whether an entry is another or lies below it (a city in its
// province).
func (l *CodeList) Within(code, above string) bool {
	for range 8 { // deeper than any list; a cycle ends here
		if code == above {
			return code != ""
		}
		e := l.Entry(code)
		if e == nil || e.Parent == "" {
			return false
		}
		code = e.Parent
	}
	return false
}

// depth returns how many entries lie above an entry.
func (l *CodeList) depth(e *CodeEntry) int {
	n := 0
	for e != nil && e.Parent != "" && n < 8 {
		e = l.byCode[e.Parent]
		n++
	}
	return n
}

// index builds the list's lookups and reports what contradicts itself.
func (l *CodeList) index(c *contradictions) {
	l.byCode = make(map[string]*CodeEntry, len(l.Entries))
	l.byText = make(map[string]string, 4*len(l.Entries))
	l.meanings = make(map[string][]string, 4*len(l.Entries))
	for i := range l.Entries {
		e := &l.Entries[i]
		of := fmt.Sprintf("code list %s, entry %q", l.Name, e.Code)
		if e.Code == "" || l.byCode[e.Code] != nil {
			c.addf("%s: no code, or the code of another", of)
		}
		c.label(&e.Label, e.Code, of)
		l.byCode[e.Code] = e
	}
	// What is stated exactly: codes, Chinese labels, synonyms. These must be
	// unambiguous.
	for i := range l.Entries {
		e := &l.Entries[i]
		if e.Parent != "" && l.byCode[e.Parent] == nil {
			c.addf("code list %s, entry %q: no such parent: %q", l.Name, e.Code, e.Parent)
		}
		for _, text := range append([]string{e.Code, e.Label.Zh}, e.Synonyms...) {
			key := HeaderKey(text)
			if key == "" {
				c.addf("code list %s, entry %q: %q has no letters", l.Name, e.Code, text)
				continue
			}
			if other, taken := l.byText[key]; taken && other != e.Code {
				c.addf("code list %s: %q means both %q and %q", l.Name, text, other, e.Code)
				continue
			}
			l.byText[key] = e.Code
			l.mean(key, e.Code)
		}
	}
	// What is implied: English labels, of which several places share one, and
	// labels without their endings.
	l.imply(func(e *CodeEntry) []string { return []string{e.Label.En} })
	l.imply(l.shortForms)
}

// imply adds the texts that forms gives for each entry, unless they mean
// something already. Of several entries the highest takes a text; at one depth
// nobody does.
func (l *CodeList) imply(forms func(*CodeEntry) []string) {
	type claim struct {
		code  string
		depth int
	}
	claims := map[string]claim{}
	for i := range l.Entries {
		e := &l.Entries[i]
		d := l.depth(e)
		for _, text := range forms(e) {
			key := HeaderKey(text)
			if key == "" {
				continue
			}
			l.mean(key, e.Code)
			if _, stated := l.byText[key]; stated {
				continue
			}
			switch before, taken := claims[key]; {
			case !taken || d < before.depth:
				claims[key] = claim{e.Code, d}
			case d == before.depth && before.code != e.Code:
				claims[key] = claim{"", d}
			}
		}
	}
	for key, cl := range claims {
		l.byText[key] = cl.code
	}
}

// mean notes that a text can mean an entry.
func (l *CodeList) mean(key, code string) {
	if !slices.Contains(l.meanings[key], code) {
		l.meanings[key] = append(l.meanings[key], code)
	}
}

// shortForms returns the Chinese label and the synonyms of an entry without the
// first of the list's endings that they have, if two characters stay.
func (l *CodeList) shortForms(e *CodeEntry) []string {
	var forms []string
	for _, text := range append([]string{e.Label.Zh}, e.Synonyms...) {
		for _, ending := range l.Endings {
			if s, cut := strings.CutSuffix(text, ending); cut {
				if utf8.RuneCountInString(s) >= 2 {
					forms = append(forms, s)
				}
				break
			}
		}
	}
	return forms
}

// loadList reads the entries of a standard list.
func loadList(l CodeList) (CodeList, error) {
	name := "codes/" + l.Name + ".csv"
	f, err := codeFiles.Open(name)
	if err != nil {
		return l, err
	}
	rows, err := csv.NewReader(f).ReadAll()
	if err = errors.Join(err, f.Close()); err != nil {
		return l, &fs.PathError{Op: "read", Path: name, Err: err}
	}
	if len(rows) == 0 || strings.Join(rows[0], ",") != "code,zh,en,parent,synonyms" {
		return l, &fs.PathError{Op: "read", Path: name, Err: errors.New("not the expected header")}
	}
	for _, r := range rows[1:] {
		e := CodeEntry{Code: r[0], Label: Label{r[1], r[2]}, Parent: r[3]}
		if r[4] != "" {
			e.Synonyms = strings.Split(r[4], "|")
		}
		l.Entries = append(l.Entries, e)
	}
	return l, nil
}
