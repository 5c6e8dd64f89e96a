package growth

import (
	"bytes"
	"errors"
	"unicode/utf8"

	"github.com/goccy/go-yaml"
	"github.com/goccy/go-yaml/ast"
	"github.com/goccy/go-yaml/parser"

	"github.com/chainatlas/chainatlas/graph"
)

// The bounds of a list's file.
const (
	MaxFile  = 256 << 10 // bytes
	maxKeys  = 4_000     // the parser's time grows with their square
	maxDepth = 16        // criteria inside each other
)

// node is a value of a file with its place, because what is wrong with a file is
// to be told with its place, all at once.
type node struct {
	line, column int
	kind         nodeKind
	text         string  // of a scalar: as written, unquoted
	items        []*node // of a list
	keys, values []*node // of an object, in order, each key once
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
	for i, k := range n.keys {
		if k.text == key {
			return n.values[i]
		}
	}
	return nil
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

// readNodes reads a file into nodes. It returns nil if it is no YAML.
func readNodes(data []byte, wrong *Mistakes) *node {
	start := &node{line: 1, column: 1}
	data = bytes.TrimPrefix(data, []byte("\ufeff"))
	switch {
	case len(data) > MaxFile:
		wrong.add(start, labelf("文件超过 %d 字节", "the file has more than %d bytes", MaxFile), labelf("请缩短", "shorten it"))
		return nil
	case !utf8.Valid(data):
		wrong.add(start, labelf("不是 UTF-8 编码", "not UTF-8"), labelf("请另存为 UTF-8", "save the file as UTF-8"))
		return nil
	case bytes.Count(data, []byte(":")) > maxKeys || bytes.Count(data, []byte(",")) > maxKeys:
		wrong.add(start, labelf("文件超过 %d 个键", "the file has more than %d keys", maxKeys), labelf("请缩短", "shorten it"))
		return nil
	}
	if line := tooDeep(data); line > 0 {
		wrong.add(&node{line: line, column: 1}, labelf("嵌套过深", "nested too deeply"), labelf("请减少层次", "use fewer levels"))
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
			wrong.add(place(d.Body), labelf("文件里有多个 YAML 文档", "several YAML documents in one file"), labelf("一个文件一份榜单规则", "write one list in one file"))
			return nil
		}
		body = d.Body
	}
	if body == nil {
		wrong.add(start, labelf("文件是空的", "the file is empty"), labelf("请从 list: 1 写起", "begin with list: 1"))
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

// tooDeep returns a line at which brackets or dashes nest deeper than any list
// does, before the parser, which is recursive, sees them.
func tooDeep(data []byte) int {
	const most = 200
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
		if c == '-' || c == '?' { // "- - -" nests on one line
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

func place(n ast.Node) *node {
	at := &node{line: 1, column: 1}
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
		wrong.add(n, labelf("嵌套过深", "nested too deeply"), labelf("请减少层次", "use fewer levels"))
		return n
	}
	switch a := a.(type) {
	case *ast.NullNode:
	case *ast.StringNode:
		n.kind, n.text = scalarNode, a.Value
	case *ast.LiteralNode:
		n.kind, n.text = scalarNode, a.Value.Value
	case *ast.IntegerNode, *ast.FloatNode, *ast.InfinityNode, *ast.NanNode, *ast.BoolNode:
		n.kind, n.text = scalarNode, a.GetToken().Value
	case *ast.SequenceNode:
		n.kind = listNode
		for _, item := range a.Values {
			n.items = append(n.items, convert(item, depth+1, wrong))
		}
	case *ast.MappingNode:
		n.kind = objectNode
		for _, v := range a.Values {
			n.add(v, depth, wrong)
		}
		n.begin(a.IsFlowStyle)
	case *ast.MappingValueNode:
		n.kind = objectNode
		n.add(a, depth, wrong)
		n.begin(false)
	default:
		wrong.add(n, labelf("不支持 YAML 的锚点、别名、合并键和标签", "anchors, aliases, merge keys and tags of YAML are not supported"),
			labelf("请把内容写出来", "write it out"))
	}
	return n
}

// begin sets the place of an object to that of its first key.
func (n *node) begin(flow bool) {
	if len(n.keys) > 0 && !flow {
		n.line, n.column = n.keys[0].line, n.keys[0].column
	}
}

// add adds an entry to an object.
func (n *node) add(v *ast.MappingValueNode, depth int, wrong *Mistakes) {
	key, value := convert(v.Key, depth+1, wrong), convert(v.Value, depth+1, wrong)
	if v.Value == nil || v.Value.Type() == ast.NullType {
		value.line, value.column = key.line, key.column
	}
	switch {
	case key.kind != scalarNode:
		wrong.add(key, labelf("键不是文本", "a key that is no text"), labelf("请写成 键: 值", "write key: value"))
	case n.get(key.text) != nil:
		wrong.add(key, labelf("键 %s 重复", "the key %s occurs twice", quote(key.text)), labelf("请只保留一个", "keep one of them"))
	default:
		n.keys, n.values = append(n.keys, key), append(n.values, value)
	}
}
