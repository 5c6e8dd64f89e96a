package yamlfile

// Node is a value of a file with its place. A nil Node is one that is not there;
// all methods take it.
type Node struct {
	Line, Column int // from 1; columns count characters
	Kind         Kind
	Text         string     // of a scalar: as written, unquoted
	Scalar       ScalarKind // of a scalar
	Items        []*Node    // of a list
	Entries      []Entry    // of an object, in order, each key once
}

// Entry is a key of an object, which is a scalar, with its value.
type Entry struct{ Key, Value *Node }

// Kind is what a node is.
type Kind uint8

// The kinds of nodes.
const (
	Null Kind = iota
	Scalar
	List
	Object
)

// ScalarKind is what a scalar is without quotes.
type ScalarKind uint8

// The kinds of scalars.
const (
	Text      ScalarKind = iota
	Int                  // 3
	Float                // 3.5
	Bool                 // true, false
	NotFinite            // .inf, .nan
)

// Get returns the value of an object's key, or nil.
func (n *Node) Get(key string) *Node {
	for _, e := range n.Pairs() {
		if e.Key.Text == key {
			return e.Value
		}
	}
	return nil
}

// Pairs returns the entries of an object.
func (n *Node) Pairs() []Entry {
	if n == nil {
		return nil
	}
	return n.Entries
}

// Str returns the text of a scalar, or "".
func (n *Node) Str() string {
	if n == nil || n.Kind != Scalar {
		return ""
	}
	return n.Text
}

// IsTrue reports whether the node is the word true.
func (n *Node) IsTrue() bool { return n != nil && n.Scalar == Bool && n.Text == "true" }

// All returns the items of a list, or the node itself as the only one.
func (n *Node) All() []*Node {
	switch {
	case n == nil || n.Kind == Null:
		return nil
	case n.Kind == List:
		return n.Items
	default:
		return []*Node{n}
	}
}

// Texts returns the texts of a list, or of the node itself as the only one.
func (n *Node) Texts() []string {
	var s []string
	for _, item := range n.All() {
		if item.Kind == Scalar {
			s = append(s, item.Text)
		}
	}
	return s
}
