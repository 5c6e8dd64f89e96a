package cell

import (
	"fmt"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/chainatlas/chainatlas/graph"
	"github.com/chainatlas/chainatlas/importer/table"
)

// ReadRegion reads an entry of a list whose entries lie in each other, such as
// the administrative divisions, from a code or a name, or from a chain of
// names: 广东省深圳市南山区, 江苏省/南京市, Beijing, China. A name is looked for below the
// entry within first, "" for the whole list: below 吉林省 吉林 is the city.
// A name that several regions have is none without what it lies in.
// 市辖区 and 县 by themselves mean the entry that they lie in. The deepest listed
// entry wins, with a note (Kept) if more was printed.
//
// Of a list without levels it is [Reader.ReadText].
func (r *Reader) ReadRegion(s, within string) (graph.Value, *graph.Problem) {
	if r.list == nil || !r.tree {
		return r.ReadText(s)
	}
	c := table.Cell{Kind: table.Text, Text: s}
	if problem := brokenProblem(r.p.Name, c); problem != nil {
		return graph.Value{}, problem
	}
	if !utf8.ValidString(s) {
		return graph.Value{}, r.damaged()
	}
	return r.readCode(c, within)
}

// region reads an entry of a tree from a clean text.
func (r *Reader) region(s, within string) (graph.Value, *graph.Problem) {
	if s == "" {
		return graph.Value{}, nil
	}
	if within != "" && r.list.Entry(within) == nil {
		within = ""
	}
	if code, ok := r.findBelow(s, within); ok {
		if within == "" && r.hasNamesake(code, s, "") {
			return graph.Value{}, r.ambiguous(graph.Label{Zh: s, En: s}, r.places(code))
		}
		return r.checked(graph.CodeValue(code))
	}
	if isMarks(s) || isBlankWord(s) {
		return graph.Value{}, nil
	}
	if allDigits(s) {
		return r.regionCode(s)
	}
	if len(s) > 300 {
		return graph.Value{}, r.notListed(s)
	}
	parts := splitRegions(s)
	code, rest := r.descend(parts, within)
	if len(parts) > 1 && (code == "" || rest != "" && (isLetter(s[0]) || r.elsewhere(rest))) { // Haidian, Beijing, China
		back := slices.Clone(parts)
		slices.Reverse(back)
		if c, left := r.descend(back, within); c != "" && (code == "" || left == "" || r.elsewhere(rest)) {
			code, rest = c, left
		}
	}
	switch {
	case code == "" || code == within && rest != "" && !r.isDivision(rest):
		if places := r.meanings(strings.Join(parts, " ")); within == "" && len(places) > 1 {
			return graph.Value{}, r.ambiguous(graph.Label{Zh: s, En: s}, places)
		}
		return graph.Value{}, r.notListed(s)
	case within == "" && r.hasNamesake(code, s, rest):
		return graph.Value{}, r.ambiguous(r.list.Entry(code).Label, r.places(code))
	case rest == "":
		return r.checked(graph.CodeValue(code))
	case r.elsewhere(rest) && !isDistrict(rest): // 北京、上海; the list has not every district's namesakes
		return graph.Value{}, r.bad(graph.ProblemSeveral, graph.Labelf("%q 含有多个地区", "%q names several regions", clip(s)), graph.Labelf("请只保留一个", "keep one of them"))
	}
	v, problem := r.checked(graph.CodeValue(code))
	if problem == nil {
		name := r.list.Entry(code).Label
		problem = r.kept(graph.ProblemCodeList,
			graph.Labelf("%q 不在代码表中，只保留到%s", "%q is not in its list; the region is kept as %s", clip(rest), name.Zh),
			graph.Labelf("如需更细，请填写地址", "give the address if more is needed"))
		problem.Reason.En = graph.Labelf("", "%q is not in its list; the region is kept as %s", clip(rest), name.En).En
	}
	return v, problem
}

// hasNamesake reports whether another division has the name of an entry, which
// a text gives without its code and without what it lies in. rest is what of
// the text is not explained: 朝阳区北京大街 is not in Beijing.
func (r *Reader) hasNamesake(code, s, rest string) bool {
	if _, ok := r.list.Namesake(code); !ok || strings.Contains(s, code) {
		return false
	}
	e := r.list.Entry(code)
	above := r.list.Entry(e.Parent)
	if above == nil {
		return true
	}
	lower := strings.ToLower(s)
	for _, names := range [2][2]string{
		{strings.TrimSuffix(above.Label.Zh, "市"), strings.TrimSuffix(e.Label.Zh, "区")},
		{strings.ToLower(above.Label.En), strings.ToLower(e.Label.En)},
	} {
		if at := strings.Index(lower, names[0]); at >= 0 && (rest == "" || at < strings.Index(lower, names[1])) {
			return false
		}
	}
	return true
}

// places names an entry that has a namesake, and that.
func (r *Reader) places(code string) []graph.Label {
	other, _ := r.list.Namesake(code)
	return []graph.Label{r.place(code), other}
}

// place names an entry and what it lies in.
func (r *Reader) place(code string) graph.Label {
	e := r.list.Entry(code)
	l := e.Label
	if above := r.list.Entry(e.Parent); above != nil {
		l = graph.Label{Zh: above.Label.Zh + l.Zh, En: l.En + ", " + above.Label.En}
	}
	return l
}

// meanings names what a text that alone is no entry's may mean: of each entry
// that lies in no other, the one below it.
func (r *Reader) meanings(s string) []graph.Label {
	var all []graph.Label
	for i := range r.list.Entries {
		if top := &r.list.Entries[i]; top.Parent == "" {
			if code, ok := r.list.FindWithin(s, top.Code); ok {
				all = append(all, r.place(code))
			}
		}
	}
	return all
}

func (r *Reader) ambiguous(name graph.Label, places []graph.Label) *graph.Problem {
	var zh, en []string
	for _, p := range places {
		zh, en = append(zh, p.Zh), append(en, p.En)
	}
	return r.bad(graph.ProblemCodeList,
		graph.Label{
			Zh: fmt.Sprintf("不止一个地区叫%q：%s", clip(name.Zh), strings.Join(zh, "、")),
			En: fmt.Sprintf("several regions are called %q: %s", clip(name.En), strings.Join(en, "; ")),
		},
		graph.Label{
			Zh: "请写上级的省或市，如“" + places[0].Zh + "”",
			En: fmt.Sprintf("write the province or city that it lies in, such as %q", places[0].En),
		})
}

// findBelow finds a name below an entry, or anywhere.
func (r *Reader) findBelow(s, within string) (string, bool) {
	if within == "" {
		return r.list.Find(s)
	}
	if code, ok := r.list.FindWithin(s, within); ok {
		return code, true
	}
	if isRemainder(s) {
		return within, true
	}
	return "", false
}

// elsewhere reports whether what is left of a chain names another entry.
func (r *Reader) elsewhere(rest string) bool {
	_, found := r.list.Find(rest)
	for name := range strings.FieldsSeq(rest) {
		if !found {
			_, found = r.list.Find(name)
		}
	}
	return found
}

func isDistrict(s string) bool { return strings.HasSuffix(s, "区") || strings.HasSuffix(s, "县") }

// isDivision reports whether a name ends as divisions do that no list has.
func (r *Reader) isDivision(s string) bool {
	for _, e := range append([]string{"旗", "镇", "乡", "街道"}, r.list.Endings...) {
		if strings.HasSuffix(s, e) {
			return true
		}
	}
	return false
}

// endsIn reports whether a text begins with the ending of a division's name.
func (r *Reader) endsIn(s string) bool {
	for _, e := range r.list.Endings {
		if strings.HasPrefix(s, e) {
			return true
		}
	}
	return false
}

// isRemainder reports whether a name is that of what lies in an entry without a
// name of its own.
func isRemainder(s string) bool {
	switch s {
	case "市辖区", "县", "辖区", "省直辖县级行政区划", "自治区直辖县级行政区划", "省直辖", "市辖", "本级", "市本级", "省本级", "省级", "市级":
		return true
	}
	return false
}

// regionCode reads a code of six digits or more: of one that is not listed the
// entry that it lies in, with a note.
func (r *Reader) regionCode(s string) (graph.Value, *graph.Problem) {
	switch len(s) {
	case 2, 4, 6, 9, 12:
	default:
		return graph.Value{}, r.notListed(s)
	}
	code := (s + "0000")[:6]
	for _, c := range []string{code, code[:4] + "00", code[:2] + "0000"} {
		if r.list.Entry(c) == nil {
			continue
		}
		v, problem := r.checked(graph.CodeValue(c))
		if problem == nil && c != code {
			name := r.list.Entry(c).Label
			problem = r.kept(graph.ProblemCodeList,
				graph.Labelf("%s 不在代码表中，只保留到 %s", "%s is not in its list; the region is kept as %s", s, name.Zh),
				graph.Labelf("如需更细，请填写地址", "give the address if more is needed"))
			problem.Reason.En = graph.Labelf("", "%s is not in its list; the region is kept as %s", s, name.En).En
		}
		return v, problem
	}
	return graph.Value{}, r.notListed(s)
}

// splitRegions splits a chain at its separators. Blanks separate only Chinese
// names.
func splitRegions(s string) []string {
	var parts []string
	start := 0
	add := func(end int) {
		part := strings.TrimSpace(s[start:end])
		switch strings.ToLower(part) {
		case "", "中国", "china", "prc", "p.r. china", "cn", "中华人民共和国", "mainland china":
		default:
			parts = append(parts, part)
		}
	}
	var last rune
	for i, c := range s {
		if strings.ContainsRune("-/·、,;>|\\_→", c) || c == ' ' && unicode.Is(unicode.Han, last) {
			add(i)
			start = i + utf8.RuneLen(c)
		}
		last = c
	}
	add(len(s))
	for i := range parts {
		for _, country := range []string{"中国", "中华人民共和国"} {
			if rest := strings.TrimPrefix(parts[i], country); rest != "" {
				parts[i] = rest
			}
		}
	}
	return parts
}

// descend follows a chain of names downwards from an entry and returns the
// deepest one that is listed, and what is left.
func (r *Reader) descend(parts []string, within string) (code, rest string) {
	code = within
	for i, part := range parts {
		next, left := r.within(part, code)
		if next == "" {
			return code, strings.Join(parts[i:], " ")
		}
		code = next
		if left != "" {
			return code, strings.Join(append([]string{left}, parts[i+1:]...), " ")
		}
	}
	return code, ""
}

// within follows names that stand in a row, such as 广东省深圳市, each time the
// longest that is listed.
func (r *Reader) within(s, above string) (code, rest string) {
	code = above
	moved := false
	for s != "" {
		found := false
		var ends [24]int
		n := 0
		for i := range s {
			if i > 0 && n < len(ends) {
				ends[n] = i
				n++
			}
		}
		if n < len(ends) {
			ends[n] = len(s)
			n++
		}
		for n--; n >= 1; n-- { // no name has one character
			name := s[:ends[n]]
			if ends[n] < len(s) && isLetter(s[ends[n]-1]) && isLetter(s[ends[n]]) {
				continue // the beginning of another word
			}
			if r.endsIn(s[ends[n]:]) && !r.isDivision(name) {
				continue // 昌江区 is not in 昌江, and 海南区 not in 海南
			}
			if c, ok := r.findBelow(name, code); ok {
				code, s, found, moved = c, strings.TrimSpace(s[ends[n]:]), true, true
				break
			}
		}
		if !found {
			break
		}
	}
	if !moved {
		return "", s
	}
	return code, s
}
