package growth

import (
	"slices"
	"strings"

	"github.com/chainatlas/chainatlas/graph"
	"github.com/chainatlas/chainatlas/graph/yamlfile"
	"github.com/chainatlas/chainatlas/scoring"
	"github.com/chainatlas/chainatlas/scoring/schemes"
)

// Project is what a list is of if it is not of enterprises.
const Project = "project"

// Model is the value model that a list ranks by: a scheme of the scoring engine,
// whose score becomes a figure of every candidate. It is part of what the list
// says, with its file, so that an edition can be drawn up again from itself alone,
// whatever becomes of the scheme; and another scheme is another rule.
type Model struct {
	Scheme string `json:"scheme"` // its ID
	Input  string `json:"input"`  // the input of the list that its score becomes
	Hash   string `json:"hash"`   // of the scheme
	File   string `json:"file"`   // the scheme itself, in YAML

	scheme *scoring.Scheme
}

// Read returns the scheme. It is shared and must not be changed.
func (m *Model) Read() *scoring.Scheme { return m.scheme }

// Kind is the kind of the nodes that are the list's candidates.
func (l *List) Kind() graph.Kind {
	if l.Of == Project {
		return graph.KindProject
	}
	return graph.KindEnterprise
}

// finish reads the scheme of a model that came with its list. It fails with
// CodeInvalid if it is not the one that the list names, or is unfit.
func (m *Model) finish(of string) error {
	const op = "growth.List"
	if m.scheme != nil {
		return nil
	}
	s, err := scoring.Parse(m.Scheme, []byte(m.File))
	if err != nil {
		return graph.Errorf(graph.CodeInvalid, op, "the model %s: %w", m.Scheme, err)
	}
	if s.ID != m.Scheme || s.Hash().String() != m.Hash {
		return graph.Errorf(graph.CodeInvalid, op, "the model in the list is %s of the hash %s, not %s of %s", s.ID, s.Hash(), m.Scheme, m.Hash)
	}
	if what, _ := unfit(s, of); what.En != "" {
		return graph.Errorf(graph.CodeInvalid, op, "the model %s: %s", m.Scheme, what.En)
	}
	m.scheme = s
	return nil
}

// unfit tells why a scheme is no model of a list, and the cure; nothing if it is.
// The score of a candidate must not depend on who else is one, or what is told of
// one alone would not be what the edition says. It must never fall if a figure
// becomes better, and what is read off evidence as it stands, so that the ends of
// the evidence give the ends of the score.
func unfit(s *scoring.Scheme, of string) (what, cure graph.Label) {
	rates := scoring.KindEnterprise
	if of == Project {
		rates = scoring.KindProject
	}
	if s.Kind != rates {
		return graph.Labelf("规范评价的是 %s", "it rates %s", string(s.Kind)), graph.Labelf("应为 rates: %s", "it should say rates: %s", string(rates))
	}
	directions := map[string]scoring.Direction{}
	s.Walk(func(n *scoring.Node, _ int) {
		switch {
		case what.En != "":
		case n.Group != nil:
			switch n.Group.Aggregation.Method {
			case scoring.Arithmetic, scoring.Geometric, scoring.Harmonic, scoring.Weakest:
			default:
				what = graph.Labelf("%s 的合成方法 %s 不能用于榜单", "%s is aggregated by %s, which does not suit a list", n.ID, string(n.Group.Aggregation.Method))
				cure = graph.Labelf("请用 arithmetic、geometric、harmonic 或 weakest", "write arithmetic, geometric, harmonic or weakest")
			}
			switch n.Group.Weights.Method {
			case scoring.WeightsEqual, scoring.WeightsGiven, scoring.WeightsRelative, scoring.WeightsBudget, scoring.WeightsAHP:
			default:
				what = graph.Labelf("%s 的权重由同组数据算出", "the weights of %s come from the cohort", n.ID)
			}
			if n.Group.Normalise != nil {
				what = graph.Labelf("%s 的得分按同组归一", "%s is normalised among the cohort", n.ID)
			}
		case n.Indicator.Missing != scoring.MissingExclude && n.Indicator.Missing != scoring.MissingRefuse:
			what = graph.Labelf("%s 的缺值由别处补上", "what is missing of %s is filled in", n.ID)
			cure = graph.Labelf("请用 missing: exclude 或 refuse", "write missing: exclude or refuse")
		case n.Indicator.Moves() || n.Indicator.Normalise.Method == scoring.NormaliseReference:
			what = graph.Labelf("%s 的得分随同组变化", "%s moves with the cohort", n.ID)
		case n.Indicator.Normalise.Log != "" || n.Indicator.Normalise.Method == scoring.NormaliseLog:
			// Values of zero have none, and what a figure adds can be such.
			what = graph.Labelf("%s 取对数", "of %s the logarithm is taken", n.ID)
			cure = graph.Labelf("请直接用上下界", "write goalposts without log")
		case n.Indicator.Denominator != nil || len(n.Indicator.Value.Names()) != 1 || n.Indicator.Value.String() != n.Indicator.Value.Names()[0]:
			what = graph.Labelf("%s 由公式算出", "%s is computed by a formula", n.ID)
			cure = graph.Labelf("请直接取一项证据", "take one item of evidence as it stands")
		default:
			name := n.Indicator.Value.String()
			if before := directions[name]; before != "" && before != n.Indicator.Direction {
				what = graph.Labelf("%s 既越高越好又越低越好", "more of %s is both better and worse", name)
			}
			directions[name] = n.Indicator.Direction
		}
	})
	if what.En != "" && cure.En == "" {
		cure = graph.Labelf("请用固定的上下界和权重", "use goalposts and weights that are fixed")
	}
	return what, cure
}

// model reads the model of a list: a scheme that is shipped, by its name, or one
// that is written out.
func (r *reader) model(l *List, n *yamlfile.Node) *Model {
	if n == nil || !r.object(n, "input", "scheme file") {
		return nil
	}
	m := &Model{Input: r.text(n.Get("input"))}
	if !slices.Contains(r.inputs, m.Input) {
		r.wrong.Add(n.Get("input"), graph.Labelf("inputs 中没有 %s", "there is no %s among the inputs", yamlfile.Quote(m.Input)), yamlfile.Suggest(m.Input, r.inputs))
	}
	at := n.Get("file")
	if (at == nil) == (n.Get("scheme") == nil) {
		r.wrong.Add(n, graph.Labelf("须恰有 scheme、file 之一", "it has exactly one of scheme and file"), graph.Labelf("请保留一个", "keep one of them"))
		return m
	}
	if at == nil {
		at = n.Get("scheme")
		name := r.text(at)
		file, ok := schemes.File(name)
		if !ok {
			r.wrong.Add(at, graph.Labelf("没有随附的规范 %s", "no scheme %s is shipped", yamlfile.Quote(name)), yamlfile.Suggest(name, schemes.Names()))
			return m
		}
		m.File = string(file)
	} else {
		m.File = at.Text
	}
	s, err := scoring.Parse("model", []byte(m.File))
	if err != nil {
		r.wrong.Add(at, graph.Labelf("规范有误：%s", "the scheme is not sound: %s", strings.TrimSpace(err.Error())), graph.Labelf("请先用 scheme check 检查", "run scheme check on it first"))
		return m
	}
	if what, cure := unfit(s, l.Of); what.En != "" {
		r.wrong.Add(at, what, cure)
	}
	m.Scheme, m.Hash, m.scheme = s.ID, s.Hash().String(), s
	return m
}

// Item returns what people call an item of evidence that the model asks for;
// false if it does not.
func (m *Model) Item(name string) (graph.Label, bool) {
	if m == nil || m.scheme == nil {
		return graph.Label{}, false
	}
	for _, n := range m.scheme.Indicators() {
		if n.Indicator.Value.String() == name {
			return n.Label, true
		}
	}
	return graph.Label{}, false
}
