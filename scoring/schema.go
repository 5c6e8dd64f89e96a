package scoring

import "encoding/json"

//go:generate go run schema_generate.go

// Schema returns the JSON Schema (draft 2020-12) of scheme files, for editors.
// It knows what [Parse] knows but for what a schema cannot say: that weights
// add up, that IDs are unique and refer to something, that expressions hold.
func Schema() []byte {
	m := &schemaMaker{defs: map[string]any{}}
	root := m.of(schemeShape)
	root["$schema"] = "https://json-schema.org/draft/2020-12/schema"
	root["title"] = schemeShape.about
	delete(root, "description")
	root["$defs"] = m.defs
	b, err := json.MarshalIndent(root, "", " ")
	if err != nil {
		panic(err) // texts, numbers and booleans can be written
	}
	return append(b, '\n')
}

type schemaMaker struct{ defs map[string]any }

func (m *schemaMaker) ref(s *shape) map[string]any {
	if s.name == "" {
		return m.of(s)
	}
	if m.defs[s.name] == nil {
		m.defs[s.name] = map[string]any{} // it may refer to itself
		m.defs[s.name] = m.of(s)
	}
	return map[string]any{"$ref": "#/$defs/" + s.name}
}

func (m *schemaMaker) of(s *shape) map[string]any {
	var options []map[string]any
	add := func(d map[string]any) { options = append(options, d) }
	if s.words != nil {
		add(map[string]any{"enum": s.words})
	}
	switch {
	case s.pattern != "":
		add(map[string]any{"type": "string", "pattern": s.pattern})
		if s.pattern == goalpostPattern || s.pattern == boundPattern || s.pattern == centerPattern || s.pattern == idPattern || s.pattern == namePattern {
			add(map[string]any{"type": "number"})
		}
	case s.number:
		d := map[string]any{"type": "number"}
		if s.integer {
			d["type"] = "integer"
		}
		if s.least < s.most {
			d["minimum"], d["maximum"] = s.least, s.most
		}
		add(d)
		if !s.integer {
			add(map[string]any{"type": "string", "pattern": `^[+-]?[0-9]+/[0-9]+$`})
		}
	case s.text && s.words == nil, s.label:
		add(map[string]any{"type": []string{"string", "number"}, "minLength": 1})
	case s.expr:
		add(map[string]any{"type": []string{"string", "number"}, "minLength": 1, "maxLength": maxExpr})
	case s.flag:
		add(map[string]any{"type": "boolean"})
	}
	if s.null {
		add(map[string]any{"type": "null"})
	}
	fields, required := s.fields, s.required
	if s.label {
		fields, required = labelFields, []string{"zh", "en"}
	}
	if fields != nil {
		properties := map[string]any{}
		for _, f := range fields {
			properties[f.name] = m.ref(f.shape)
		}
		d := map[string]any{"type": "object", "properties": properties, "additionalProperties": false}
		if required != nil {
			d["required"] = required
		}
		add(d)
	}
	if s.entries != nil {
		add(map[string]any{"type": "object", "additionalProperties": m.ref(s.entries)})
	}
	if s.list != nil {
		add(map[string]any{"type": "array", "items": m.ref(s.list)})
		if s.bare {
			add(m.ref(s.list))
		}
	}
	out := map[string]any{}
	if len(options) == 1 {
		out = options[0]
	} else {
		out["anyOf"] = options
	}
	if s.about != "" {
		out["description"] = s.about
	}
	return out
}
