package graphiql

import (
	"fmt"
	"io/fs"
	"path"
	"slices"
	"strings"
)

// Persona is who asks a query.
type Persona string

// The personas, in the order of the page.
const (
	Policymaker Persona = "policymaker"
	Investor    Persona = "investor"
	Evaluator   Persona = "evaluator"
)

// Personas returns every persona, in the order of the page.
func Personas() []Persona { return []Persona{Policymaker, Investor, Evaluator} }

// Query is an example query with the question that it answers.
type Query struct {
	Name    string // of its file, without the ending
	Persona Persona
	Zh, En  string // the question
	Text    string // the query, without the comments that hold the questions
}

// Queries returns the example queries, by persona and then by name. A file is
// called PERSONA-NUMBER.graphql, and begins with the question in both languages:
//
//	# zh: …
//	# en: …
//
// A file that does not fails, and so does a persona without queries.
func Queries() ([]Query, error) {
	names, err := fs.Glob(files, "queries/*.graphql")
	if err != nil {
		return nil, err
	}
	var out []Query
	for _, persona := range Personas() {
		before := len(out)
		for _, name := range names { // which are sorted
			if !strings.HasPrefix(path.Base(name), string(persona)+"-") {
				continue
			}
			data, err := files.ReadFile(name)
			if err != nil {
				return nil, err
			}
			q := Query{Name: strings.TrimSuffix(path.Base(name), ".graphql"), Persona: persona}
			text := string(data)
			for _, part := range []struct {
				prefix string
				to     *string
			}{{"# zh: ", &q.Zh}, {"# en: ", &q.En}} {
				line, rest, _ := strings.Cut(text, "\n")
				question, ok := strings.CutPrefix(line, part.prefix)
				if !ok {
					return nil, fmt.Errorf("%s: its first lines are not the question in both languages", name)
				}
				*part.to, text = question, rest
			}
			q.Text = strings.TrimSpace(text) + "\n"
			out = append(out, q)
		}
		if len(out) == before {
			return nil, fmt.Errorf("there is no query of the %s", persona)
		}
	}
	if len(out) != len(names) {
		return nil, fmt.Errorf("%d of %d queries are of no persona", len(names)-len(out), len(names))
	}
	return out, nil
}

// group is what the page has of a persona.
type group struct {
	Title   string    `json:"title"`
	Queries []example `json:"queries"`
}

type example struct {
	Title string `json:"title"`
	Text  string `json:"text"`
}

// grouped returns the queries as the page shows them in a language: the question
// stands above each.
func grouped(queries []Query, lang string) []group {
	var out []group
	for _, persona := range Personas() {
		g := group{Title: personaTitles[lang][persona]}
		for _, q := range slices.DeleteFunc(slices.Clone(queries), func(q Query) bool { return q.Persona != persona }) {
			title := q.En
			if lang == "zh" {
				title = q.Zh
			}
			g.Queries = append(g.Queries, example{title, "# " + title + "\n" + q.Text})
		}
		out = append(out, g)
	}
	return out
}

var personaTitles = map[string]map[Persona]string{
	"zh": {Policymaker: "政策制定者", Investor: "投资者", Evaluator: "评价者"},
	"en": {Policymaker: "Policymaker", Investor: "Investor", Evaluator: "Evaluator"},
}

// texts are those of the page, by language.
var texts = map[string]map[string]string{
	"zh": {
		"title": "链图 · GraphiQL", "examples": "示例查询", "open": "点一个问题，在新标签页中打开并运行。",
		"token": "令牌", "tokenAbout": "查询不需要令牌，修改需要。令牌只留在这个标签页里。", "tokenHolder": "chainatlas_…",
		"other": "English", "noScript": "此页需要 JavaScript。查询地址是", "refused": "没有得到回答",
	},
	"en": {
		"title": "ChainAtlas · GraphiQL", "examples": "Example queries", "open": "A question opens in a tab of its own and is run.",
		"token": "Token", "tokenAbout": "Queries need none, changes do. It stays in this tab of the browser.", "tokenHolder": "chainatlas_…",
		"other": "中文", "noScript": "This page needs JavaScript. Queries are sent to", "refused": "There was no answer",
	},
}
