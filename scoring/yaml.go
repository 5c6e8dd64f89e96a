package scoring

import (
	"bytes"
	"errors"
	"math"
	"math/big"
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/goccy/go-yaml"
	"github.com/goccy/go-yaml/ast"
	"github.com/goccy/go-yaml/parser"

	"github.com/chainatlas/chainatlas/graph"
)

// The bounds of a scheme file.
const (
	MaxFile  = 1 << 20 // bytes
	maxKeys  = 20_000  // colons, as the parser sees them; its time grows faster than they do
	maxItems = 60_000  // lines and commas
	maxDepth = 40      // lists and objects inside each other
)

// node is a value of a file with its place. The file is read into nodes first,
// because what is wrong with it is to be told with its place, all at once.
type node struct {
	line, column int
	kind         nodeKind
	text         string // of a scalar: as written, unquoted
	plain        bool   // a number or a word such as true, not a text
	items        []*node
	entries      []entry // of an object, in order, each key once
}

type entry struct {
	key   *node // a scalar
	value *node
}

type nodeKind uint8

const (
	nullNode nodeKind = iota
	scalarNode
	listNode
	objectNode
)

// get returns the value of an object's key, or nil.
func (n *node) get(key string) *node {
	if n == nil {
		return nil
	}
	for i := range n.entries {
		if n.entries[i].key.text == key {
			return n.entries[i].value
		}
	}
	return nil
}

// str returns the text of a scalar, or "".
func (n *node) str() string {
	if n == nil || n.kind != scalarNode {
		return ""
	}
	return n.text
}

// flag returns the truth of a scalar, or the default.
func (n *node) flag(or bool) bool {
	switch n.str() {
	case "true":
		return true
	case "false":
		return false
	}
	return or
}

// list returns the items of a list, or the node itself as the only one.
func (n *node) list() []*node {
	switch {
	case n == nil || n.kind == nullNode:
		return nil
	case n.kind == listNode:
		return n.items
	default:
		return []*node{n}
	}
}

// number returns the number that a scalar writes, also as a fraction such as
// 1/3. It is finite, or there is none.
func (n *node) number() (float64, bool) { return parseNumber(n.str()) }

// numberOr returns the number of a scalar, or the default.
func (n *node) numberOr(or float64) float64 {
	if x, ok := n.number(); ok {
		return x
	}
	return or
}

func parseNumber(s string) (float64, bool) {
	if len(s) > 64 || s == "" {
		return 0, false
	}
	if strings.ContainsAny(s, "/") {
		// Not by SetString of a whole: an exponent such as 1e999999999 is a bomb.
		if a, b, ok := strings.Cut(s, "/"); ok {
			x, err1 := strconv.ParseInt(a, 10, 32)
			y, err2 := strconv.ParseInt(b, 10, 32)
			if err1 != nil || err2 != nil || y == 0 {
				return 0, false
			}
			f, _ := big.NewRat(x, y).Float64()
			return f, true
		}
	}
	for _, c := range s { // no Inf, NaN, 0x1p-2, 1_000
		if (c < '0' || c > '9') && !strings.ContainsRune("+-.eE", c) {
			return 0, false
		}
	}
	f, err := strconv.ParseFloat(s, 64)
	if err != nil || math.IsInf(f, 0) {
		return 0, false
	}
	return f, true
}

// readNodes reads a file into nodes. It returns nil if it is no YAML.
func readNodes(data []byte, wrong *Mistakes) *node {
	start := &node{line: 1, column: 1}
	data = bytes.TrimPrefix(data, []byte("\ufeff"))
	switch {
	case len(data) > MaxFile:
		wrong.add(start, labelf("文件超过 %d 字节", "the file has more than %d bytes", MaxFile), labelf("请精简评价规范", "make the scheme smaller"))
		return nil
	case !utf8.Valid(data):
		wrong.add(start, labelf("不是 UTF-8 编码", "not UTF-8"), labelf("请另存为 UTF-8", "save the file as UTF-8"))
		return nil
	}
	if line := tooDeep(data); line > 0 {
		wrong.add(&node{line: line, column: 1}, labelf("嵌套过深", "nested too deeply"), labelf("请减少层次", "use fewer levels"))
		return nil
	}
	if bytes.Count(data, []byte(":")) > maxKeys || bytes.Count(data, []byte("\n"))+bytes.Count(data, []byte(",")) > maxItems {
		wrong.add(start, labelf("文件超过 %d 个键或 %d 项", "the file has more than %d keys or %d items", maxKeys, maxItems), labelf("请精简；重复的指标可用 each", "make it smaller; each: repeats an indicator"))
		return nil
	}
	file, err := parseYAML(data)
	if err != nil {
		at := start
		if s, ok := errors.AsType[*yaml.SyntaxError](err); ok && s.Token != nil && s.Token.Position != nil {
			at = &node{line: s.Token.Position.Line, column: s.Token.Position.Column}
			err = errors.New(s.Message)
		}
		wrong.add(at, graph.Label{Zh: "不是有效的 YAML：" + err.Error(), En: "not YAML: " + err.Error()},
			labelf("请检查缩进、冒号和引号", "check indentation, colons and quotes"))
		return nil
	}
	var body ast.Node
	for _, d := range file.Docs {
		if d.Body == nil || d.Body.Type() == ast.CommentType {
			continue
		}
		if body != nil {
			n := place(d.Body)
			wrong.add(&n, labelf("文件里有多个 YAML 文档", "several YAML documents in one file"), labelf("请删除 --- 及其后的内容", "keep one, without ---"))
			return nil
		}
		body = d.Body
	}
	if body == nil {
		wrong.add(start, labelf("文件是空的", "the file is empty"), labelf("可以从 chainatlas scheme print 给出的示例开始", "start from an example that chainatlas scheme print writes"))
		return nil
	}
	return convert(body, 0, wrong)
}

// parseYAML calls the parser, which foreign bytes may bring to a panic.
func parseYAML(data []byte) (f *ast.File, err error) {
	defer func() {
		if recover() != nil {
			f, err = nil, errors.New("the parser gave up")
		}
	}()
	return parser.ParseBytes(data, 0, parser.AllowDuplicateMapKey())
}

// tooDeep returns a line at which brackets or dashes nest deeper than any
// scheme does, before the parser, which is recursive, sees them.
func tooDeep(data []byte) int {
	const most = 300
	line, brackets, dashes, blank := 1, 0, 0, true
	for _, c := range data {
		switch c {
		case '\n':
			line, dashes, blank = line+1, 0, true
			continue
		case '[', '{':
			brackets++
		case ']', '}':
			brackets = max(0, brackets-1)
		}
		// "- - -" and "? ? ?" nest on one line.
		if c == '-' || c == '?' {
			dashes++
		} else if c != ' ' && c != '\t' {
			blank = false
		}
		if brackets > most || blank && dashes > most {
			return line
		}
	}
	return 0
}

func place(n ast.Node) node {
	at := node{line: 1, column: 1}
	if t := n.GetToken(); t != nil && t.Position != nil {
		at.line, at.column = t.Position.Line, t.Position.Column
	}
	return at
}

// convert makes a node of the parser's. Anchors, aliases and tags have no use
// here, so that no file is larger than it looks.
func convert(a ast.Node, depth int, wrong *Mistakes) *node {
	if a == nil {
		return &node{line: 1, column: 1}
	}
	n := place(a)
	if depth > maxDepth {
		wrong.add(&n, labelf("嵌套过深", "nested too deeply"), labelf("请减少层次", "use fewer levels"))
		return &n
	}
	switch a := a.(type) {
	case *ast.NullNode:
	case *ast.StringNode:
		n.kind, n.text = scalarNode, a.Value
	case *ast.LiteralNode:
		n.kind, n.text = scalarNode, a.Value.Value
	case *ast.IntegerNode, *ast.FloatNode, *ast.InfinityNode, *ast.NanNode:
		n.kind, n.text, n.plain = scalarNode, a.GetToken().Value, true
	case *ast.BoolNode:
		n.kind, n.text, n.plain = scalarNode, "false", true
		if a.Value {
			n.text = "true"
		}
	case *ast.SequenceNode:
		n.kind = listNode
		for _, item := range a.Values {
			n.items = append(n.items, convert(item, depth+1, wrong))
		}
	case *ast.MappingNode:
		n.kind = objectNode
		n.addAll(a.Values, depth, wrong)
		if len(n.entries) > 0 && !a.IsFlowStyle {
			n.line, n.column = n.entries[0].key.line, n.entries[0].key.column
		}
	case *ast.MappingValueNode:
		n.kind = objectNode
		n.addAll([]*ast.MappingValueNode{a}, depth, wrong)
		if len(n.entries) > 0 {
			n.line, n.column = n.entries[0].key.line, n.entries[0].key.column
		}
	default:
		wrong.add(&n, labelf("不支持 YAML 的锚点、别名、合并键和标签", "anchors, aliases, merge keys and tags of YAML are not supported"),
			labelf("请把内容写出来", "write it out"))
	}
	return &n
}

// addAll adds entries to an object.
func (n *node) addAll(values []*ast.MappingValueNode, depth int, wrong *Mistakes) {
	seen := make(map[string]bool, len(values))
	for _, v := range values {
		key := convert(v.Key, depth+1, wrong)
		value := convert(v.Value, depth+1, wrong)
		if v.Value == nil || v.Value.Type() == ast.NullType {
			value.line, value.column = key.line, key.column
		}
		if key.kind != scalarNode {
			wrong.add(key, labelf("键不是文本", "a key that is no text"), labelf("请写成 键: 值", "write key: value"))
			continue
		}
		if seen[key.text] {
			wrong.add(key, labelf("键 %s 重复", "the key %s occurs twice", quote(key.text)), labelf("请只保留一个", "keep one of them"))
			continue
		}
		seen[key.text] = true
		n.entries = append(n.entries, entry{key, value})
	}
}
