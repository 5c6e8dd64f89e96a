package template

import (
	"strings"

	"github.com/chainatlas/chainatlas/graph"
)

// note returns the note on a header: what the column holds, how it is written,
// whether it is needed, and an example.
func (r *resolved) note(voc *graph.Vocabulary, s *tableSheet, lang string) string {
	var lines []string
	add := func(zh, en string) { lines = append(lines, graph.Label{Zh: zh, En: en}.In(lang)) }
	switch {
	case r.own:
		add("本来源给此行的编号；没有可不填", "the number that the source itself gives the row; leave it empty if there is none")
		add("填“"+ExampleMark.Zh+"”的行不会导入", "a row with “"+ExampleMark.En+"” is not imported")
		return strings.Join(lines, "\n")
	case r.period:
		add("本行数据所属的年度，也可写 2024H1、2024Q1、2024-03", "the year of the figures in the row; 2024H1, 2024Q1 and 2024-03 are understood, too")
	case r.edge != "":
		kind := voc.Kind(r.other)
		add("引用"+kind.Label.Zh+"，填写其"+r.decl.Label.Zh, "refers to "+strings.ToLower(kind.Plural.En)+" by their "+strings.ToLower(r.decl.Label.En))
		if r.decl.Type != graph.TypeCode {
			add("多个用顿号或分号隔开", "separate several by semicolons")
		}
	case r.attribute != "":
		add("关系“"+voc.Edge(r.of).Label.Zh+"”的属性", "of the relation “"+voc.Edge(r.of).Label.En+"”")
	}
	if r.decl != nil {
		r.typeNote(voc, lang, add)
	}
	switch {
	case r.key:
		add(keysOf(voc, s).Zh, keysOf(voc, s).En)
	default:
		add("可不填", "optional")
	}
	if e := r.example.In(lang); e != "" {
		add("例："+e, "example: "+e)
	}
	return strings.Join(lines, "\n")
}

// typeNote says how a value is written, its unit and its range.
func (r *resolved) typeNote(voc *graph.Vocabulary, lang string, add func(zh, en string)) {
	d := r.decl
	if r.edge != "" && d.Type == graph.TypeText {
		return
	}
	switch d.Type {
	case graph.TypeText:
		add("类型：文本", "type: text")
	case graph.TypeCode:
		l := voc.List(d.List)
		add("类型：从“"+l.Label.Zh+"”中选择", "type: one of the list “"+l.Label.En+"”")
	case graph.TypeInt:
		add("类型：整数", "type: a whole number")
	case graph.TypeDecimal:
		if d.Unit == "ratio" {
			add("类型：百分比，请带 % 号，如 25%", "type: a percentage with its % sign, such as 25%")
		} else {
			add("类型：数字", "type: a number")
		}
	case graph.TypeDate:
		add("类型：日期，可写 2019、2019-03 或 2019-03-05", "type: a date: 2019, 2019-03 or 2019-03-05")
	case graph.TypeMoney:
		add("类型：金额，请带单位，如 6000万元、500万美元、数千万元、超3亿元、未披露", "type: an amount with its unit, such as CNY 60m, USD 5m, undisclosed")
	case graph.TypeBool:
		add("类型：是或否", "type: yes or no")
	}
	switch {
	case d.Type == graph.TypeMoney && d.Unit != "":
		add("未写币种时为 "+d.Unit, "without a currency it is in "+d.Unit)
	case d.Unit != "" && d.Unit != "ratio":
		add("单位："+unitZh(d.Unit), "unit: "+d.Unit)
	}
	low, high := limit(d.Min, d.Unit), limit(d.Max, d.Unit)
	switch {
	case low != "" && high != "":
		add("范围："+low+" 至 "+high, "range: "+low+" to "+high)
	case low != "":
		add("不小于 "+low, "at least "+low)
	case high != "":
		add("不大于 "+high, "at most "+high)
	}
	if d.Set {
		add("多个用顿号或分号隔开", "separate several by semicolons")
	}
	if d.Personal {
		add("个人信息：非必要请勿填写", "personal data: leave it empty unless it is needed")
	}
}

// limit prints an end of a range, a ratio as a percentage.
func limit(d *graph.Decimal, unit string) string {
	switch {
	case d == nil:
		return ""
	case unit == "ratio":
		if p, err := d.Mul(graph.Decimal{Unscaled: 100}); err == nil {
			return p.String() + "%"
		}
	}
	return d.String()
}

// unitZh returns the Chinese name of a unit, or the unit.
func unitZh(unit string) string {
	switch unit {
	case "person":
		return "人"
	case "month":
		return "月"
	case "enterprise":
		return "家"
	case "km²":
		return "平方公里"
	}
	return unit
}

// keysOf says what identifies the rows of a sheet: one of the combinations is
// needed.
func keysOf(voc *graph.Vocabulary, s *tableSheet) graph.Label {
	k := voc.Kind(s.kind)
	var zh, en []string
	for _, key := range k.Keys {
		if key.Own || key.Asks {
			continue
		}
		var z, e []string
		for _, part := range key.Parts {
			l := graph.Label{Zh: part.Edge, En: part.Edge}
			if p := k.Property(part.Property); p != nil {
				l = p.Label
			} else if edge := voc.Edge(part.Edge); edge != nil {
				l = edge.Label
				for _, c := range s.columns {
					if c.edge == part.Edge {
						for i := range edge.Columns {
							if x := &edge.Columns[i]; x.On == s.kind && x.Other == c.other && x.By == c.by && x.Incoming == c.incoming {
								l = graph.Label{Zh: headerIn(x.Headers, "zh"), En: headerIn(x.Headers, "en")}
								break
							}
						}
						break
					}
				}
			}
			z, e = append(z, l.Zh), append(e, l.En)
		}
		zh, en = append(zh, strings.Join(z, "＋")), append(en, strings.Join(e, " + "))
	}
	return graph.Label{Zh: "标识，至少填写其一：" + strings.Join(zh, "、"), En: "a key; fill in at least one of: " + strings.Join(en, ", ")}
}
