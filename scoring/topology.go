package scoring

// topology is the tree of a scheme as arrays, a node before its children.
type topology struct {
	nodes    []*Node
	parent   []int // −1 for the index
	children [][]int
	leafOf   []int // by node: its number among the leaves, or −1
	leaves   []int // by leaf: its node
	index    map[string]int
	rules    []rule         // what is read of the evidence, each once
	reads    []reading      // by leaf
	gates    []reading      // by gate
	additive bool           // all groups are arithmetic means with weights that are the same for all units
	refusing []int          // leaves without which there is no score
	ruleOf   map[string]int // by name: the rule of the first indicator that reads it
}

// rule is one way to choose observations of one name.
type rule struct {
	name  string
	age   Age
	basis Basis
}

// reading is an expression with the rules by which its names are read.
type reading struct {
	expr  *Expr
	rules []int
	den   *Expr
	denOf []int
}

func newTopology(root *Node) *topology {
	t := &topology{index: map[string]int{}, additive: true, ruleOf: map[string]int{}}
	t.add(root, -1)
	return t
}

func (t *topology) add(n *Node, parent int) {
	i := len(t.nodes)
	t.nodes, t.parent, t.children, t.leafOf = append(t.nodes, n), append(t.parent, parent), append(t.children, nil), append(t.leafOf, -1)
	t.index[n.ID] = i
	if parent >= 0 {
		t.children[parent] = append(t.children[parent], i)
	}
	if n.Indicator != nil {
		t.leafOf[i] = len(t.leaves)
		t.leaves = append(t.leaves, i)
		x := n.Indicator
		if x.Missing == MissingRefuse {
			t.refusing = append(t.refusing, len(t.leaves)-1)
		}
		r := reading{expr: x.Value, rules: t.rulesFor(x.Value, x.Evidence)}
		if x.Denominator != nil {
			r.den, r.denOf = x.Denominator, t.rulesFor(x.Denominator, x.Evidence)
		}
		t.reads = append(t.reads, r)
		return
	}
	if n.Group.Aggregation.Method != Arithmetic || n.Group.Weights.Method == WeightsBOD || n.Group.Normalise != nil {
		t.additive = false
	}
	for _, c := range n.Group.Children {
		t.add(c, i)
	}
}

func (t *topology) rulesFor(e *Expr, ev Evidence) []int {
	out := make([]int, len(e.names))
	for i, name := range e.names {
		out[i] = t.rule(rule{name, ev.MaxAge, ev.Basis})
	}
	return out
}

func (t *topology) rule(r rule) int {
	for i := range t.rules {
		if t.rules[i] == r {
			return i
		}
	}
	t.rules = append(t.rules, r)
	if _, is := t.ruleOf[r.name]; !is {
		t.ruleOf[r.name] = len(t.rules) - 1
	}
	return len(t.rules) - 1
}

// gate adds what a gate reads: each name as the first indicator that reads it,
// else of any age and basis.
func (t *topology) gate(e *Expr) {
	r := reading{expr: e, rules: make([]int, len(e.names))}
	for i, name := range e.names {
		k, is := t.ruleOf[name]
		if !is {
			k = t.rule(rule{name: name})
		}
		r.rules[i] = k
	}
	t.gates = append(t.gates, r)
}
