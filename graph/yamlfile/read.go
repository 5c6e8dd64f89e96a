package yamlfile

import (
	"bytes"
	"errors"
	"unicode/utf8"

	"github.com/goccy/go-yaml"
	"github.com/goccy/go-yaml/ast"
	"github.com/goccy/go-yaml/parser"

	"github.com/chainatlas/chainatlas/graph"
)

// Bounds are how large a file may be, and what its writer is told.
type Bounds struct {
	Bytes int
	Keys  int // colons; the parser's time grows with the square of the keys
	Items int // lines and commas
	Depth int // lists and objects inside each other

	Shorten graph.Label // the cure of a file that is too large
	Begin   graph.Label // the cure of one that is empty
}

// Read reads a file into nodes and notes what is wrong with it as YAML. It returns
// nil if it is none.
func Read(data []byte, b Bounds, wrong *Mistakes) *Node {
	start := &Node{Line: 1, Column: 1}
	data = bytes.TrimPrefix(data, []byte("\ufeff"))
	switch {
	case len(data) > b.Bytes:
		wrong.Add(start, graph.Labelf("文件超过 %d 字节", "the file has more than %d bytes", b.Bytes), b.Shorten)
		return nil
	case !utf8.Valid(data):
		wrong.Add(invalidAt(data), graph.Labelf("不是 UTF-8 编码", "not UTF-8"), graph.Labelf("请另存为 UTF-8", "save the file as UTF-8"))
		return nil
	case bytes.Count(data, []byte(":")) > b.Keys || bytes.Count(data, []byte("\n"))+bytes.Count(data, []byte(",")) > b.Items:
		wrong.Add(start, graph.Labelf("文件超过 %d 个键或 %d 项", "the file has more than %d keys or %d items", b.Keys, b.Items), b.Shorten)
		return nil
	}
	if line := tooDeep(data); line > 0 {
		wrong.Add(&Node{Line: line, Column: 1}, nested, fewer)
		return nil
	}
	file, err := parse(data)
	if err != nil {
		at := start
		if s, ok := errors.AsType[*yaml.SyntaxError](err); ok && s.Token != nil && s.Token.Position != nil {
			at = &Node{Line: s.Token.Position.Line, Column: s.Token.Position.Column}
			err = errors.New(s.Message)
		}
		wrong.Add(at, graph.Label{Zh: "不是有效的 YAML：" + err.Error(), En: "not YAML: " + err.Error()},
			graph.Labelf("请检查缩进、冒号和引号", "check indentation, colons and quotes"))
		return nil
	}
	var body ast.Node
	for _, d := range file.Docs {
		if d.Body == nil || d.Body.Type() == ast.CommentType {
			continue
		}
		if body != nil {
			wrong.Add(place(d.Body), graph.Labelf("文件里有多个 YAML 文档", "several YAML documents in one file"), graph.Labelf("请删除 --- 及其后的内容", "keep one, without ---"))
			return nil
		}
		body = d.Body
	}
	if body == nil {
		wrong.Add(start, graph.Labelf("文件是空的", "the file is empty"), b.Begin)
		return nil
	}
	c := converter{b.Depth, wrong}
	return c.convert(body, 0)
}

var (
	nested = graph.Label{Zh: "嵌套过深", En: "nested too deeply"}
	fewer  = graph.Label{Zh: "请减少层次", En: "use fewer levels"}
)

// parse calls the parser, which foreign bytes may bring to a panic.
func parse(data []byte) (f *ast.File, err error) {
	defer func() {
		if recover() != nil {
			f, err = nil, errors.New("the parser gave up")
		}
	}()
	return parser.ParseBytes(data, 0, parser.AllowDuplicateMapKey())
}

// invalidAt returns where a text is not UTF-8.
func invalidAt(data []byte) *Node {
	at := &Node{Line: 1, Column: 1}
	for len(data) > 0 {
		r, size := utf8.DecodeRune(data)
		if r == utf8.RuneError && size == 1 {
			break
		}
		at.Column++
		if r == '\n' {
			at.Line, at.Column = at.Line+1, 1
		}
		data = data[size:]
	}
	return at
}

// tooDeep returns a line at which brackets or dashes nest deeper than any file
// does, before the parser, which is recursive, sees them. Brackets in texts are
// counted too, so the bound is far above any depth that is allowed.
func tooDeep(data []byte) int {
	const most = 500
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

func place(n ast.Node) *Node {
	at := &Node{Line: 1, Column: 1}
	if t := n.GetToken(); t != nil && t.Position != nil {
		at.Line, at.Column = t.Position.Line, t.Position.Column
	}
	return at
}

type converter struct {
	depth int
	wrong *Mistakes
}

// convert makes a node of the parser's.
func (c *converter) convert(a ast.Node, depth int) *Node {
	if a == nil {
		return &Node{Line: 1, Column: 1}
	}
	n := place(a)
	if depth > c.depth {
		c.wrong.Add(n, nested, fewer)
		return n
	}
	scalar := func(k ScalarKind, text string) { n.Kind, n.Scalar, n.Text = Scalar, k, text }
	switch a := a.(type) {
	case *ast.NullNode:
	case *ast.StringNode:
		scalar(Text, a.Value)
	case *ast.LiteralNode:
		scalar(Text, a.Value.Value)
	case *ast.IntegerNode:
		scalar(Int, a.Token.Value)
	case *ast.FloatNode:
		scalar(Float, a.Token.Value)
	case *ast.InfinityNode, *ast.NanNode:
		scalar(NotFinite, a.GetToken().Value)
	case *ast.BoolNode:
		scalar(Bool, "false")
		if a.Value {
			n.Text = "true"
		}
	case *ast.SequenceNode:
		n.Kind = List
		for _, item := range a.Values {
			n.Items = append(n.Items, c.convert(item, depth+1))
		}
	case *ast.MappingNode:
		c.object(n, a.Values, depth, a.IsFlowStyle)
	case *ast.MappingValueNode:
		c.object(n, []*ast.MappingValueNode{a}, depth, false)
	default:
		c.wrong.Add(n, graph.Labelf("不支持 YAML 的锚点、别名、合并键和标签", "anchors, aliases, merge keys and tags of YAML are not supported"),
			graph.Labelf("请把内容写出来", "write it out"))
	}
	return n
}

// object makes an object of n, whose place is its first key unless it is written in
// braces.
func (c *converter) object(n *Node, values []*ast.MappingValueNode, depth int, braces bool) {
	n.Kind = Object
	seen := make(map[string]bool, len(values))
	for _, v := range values {
		key, value := c.convert(v.Key, depth+1), c.convert(v.Value, depth+1)
		if v.Value == nil || v.Value.Type() == ast.NullType {
			value.Line, value.Column = key.Line, key.Column
		}
		switch {
		case key.Kind != Scalar:
			c.wrong.Add(key, graph.Labelf("键不是文本", "a key that is no text"), graph.Labelf("请写成 键: 值", "write key: value"))
		case seen[key.Text]:
			c.wrong.Add(key, graph.Labelf("键 %s 重复", "the key %s occurs twice", Quote(key.Text)), graph.Labelf("请只保留一个", "keep one of them"))
		default:
			seen[key.Text] = true
			n.Entries = append(n.Entries, Entry{key, value})
		}
	}
	if len(n.Entries) > 0 && !braces {
		n.Line, n.Column = n.Entries[0].Key.Line, n.Entries[0].Key.Column
	}
}
