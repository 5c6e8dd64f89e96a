package mapping

import (
	"encoding/json"
	"slices"

	"github.com/chainatlas/chainatlas/graph"
)

//go:generate go run schema_generate.go

// Schema returns the JSON Schema (draft 2020-12) of mapping files over a
// vocabulary, for editors. It knows what [Parse] knows but for what a schema
// cannot say: that regular expressions and patterns of names are valid, that
// lookups exist, that a day is in the calendar, that constants are in their
// lists, and that columns of a table without headers are letters.
func Schema(voc *graph.Vocabulary) ([]byte, error) {
	s := &schemaMaker{voc: voc, defs: dict{}}
	root := s.schema(fileShape)
	root["$schema"] = "https://json-schema.org/draft/2020-12/schema"
	root["title"] = fileShape.en
	delete(root, "description")
	s.kinds()
	s.root(root)
	root["$defs"] = s.defs
	b, err := json.MarshalIndent(root, "", " ")
	if err != nil {
		return nil, &graph.Error{Code: graph.CodeInternal, Op: "mapping.Schema", Err: err}
	}
	return append(b, '\n'), nil
}

// dict is an object of JSON; encoding/json sorts its keys.
type dict = map[string]any

type schemaMaker struct {
	voc  *graph.Vocabulary
	defs dict
}

// reference returns the schema of a shape, by reference if it has a name.
func (s *schemaMaker) reference(x *shape) dict {
	if x.name == "" {
		return s.schema(x)
	}
	if s.defs[x.name] == nil {
		s.defs[x.name] = dict{} // it may refer to itself
		s.defs[x.name] = s.schema(x)
	}
	return dict{"$ref": "#/$defs/" + x.name}
}

func (s *schemaMaker) schema(x *shape) dict {
	d := dict{}
	var types []string
	if x.en != "" {
		d["description"] = x.en
	}
	if x.text {
		types = append(types, "string")
		switch {
		case x.values != nil:
			d["enum"] = x.values(s.voc)
		case x.pattern != "":
			d["pattern"] = x.pattern
			if x.pattern == datePattern {
				types = append(types, "integer") // a year
			}
		default:
			// Any scalar is taken as it is written.
			types = append(types, "number", "boolean")
			if !x.empty {
				d["minLength"] = 1
			}
		}
	}
	if x.integer {
		types = append(types, "integer")
		limit := 9_999_999
		d["maximum"] = limit
		switch {
		case x.positive:
			d["minimum"] = 1
		case x.nonzero:
			d["minimum"], d["not"] = -limit, dict{"const": 0}
		}
	}
	if x.flag {
		types = append(types, "boolean")
	}
	if x.list != nil {
		types = append(types, "array")
		d["items"], d["minItems"] = s.reference(x.list), 1
	}
	if x.object != nil {
		types = append(types, "object")
		properties, needs := dict{}, dict{}
		var required []string
		for _, f := range x.object {
			properties[f.name] = s.reference(f.shape)
			if f.required {
				required = append(required, f.name)
			}
			if len(f.needs) > 0 {
				needs[f.name] = f.needs
			}
		}
		d["properties"], d["additionalProperties"] = properties, false
		if required != nil {
			d["required"] = required
		}
		if len(needs) > 0 {
			d["dependentRequired"] = needs
		}
		s.exclusive(d, properties)
	}
	if x.entries != nil {
		types = append(types, "object")
		d["additionalProperties"], d["minProperties"] = s.reference(x.entries), 1
		names := dict{"minLength": 1}
		if x.keys != nil {
			names = dict{"enum": x.keys(s.voc)}
		}
		d["propertyNames"] = names
	}
	if x.integer && x.text { // a word or a number: one enum cannot say both
		words := d["enum"]
		delete(d, "enum")
		d["if"], d["then"] = dict{"type": "string"}, dict{"enum": words}
	}
	if len(types) == 1 {
		d["type"] = types[0]
	} else {
		d["type"] = types
	}
	return d
}

// exclusive adds the rules that exactly one of some keys is there.
func (s *schemaMaker) exclusive(d, properties dict) {
	one := func(keys ...string) {
		var any []dict
		for _, k := range keys {
			any = append(any, dict{"required": []string{k}})
		}
		// Only objects have keys; the shape may be a text as well.
		all, _ := d["allOf"].([]dict)
		d["allOf"] = append(all, dict{"if": dict{"type": "object"}, "then": dict{"oneOf": any}})
	}
	switch {
	case properties["constant"] != nil:
		one("column", "columns", "constant", "from")
		needs, _ := d["dependentRequired"].(dict)
		needs["part"] = []string{"split"}
		all, _ := d["allOf"].([]dict)
		d["allOf"] = append(all, dict{"not": dict{
			"type": "object", "required": []string{"first", "join"},
			"properties": dict{"first": dict{"const": true}, "join": dict{"minLength": 1}},
		}})
	case properties["matches"] != nil:
		one("is", "matches", "blank")
	case properties["by"] != nil:
		one("to", "from")
	case properties["records"] != nil:
		d["anyOf"] = []dict{{"required": []string{"records"}}, {"required": []string{"auto"}, "properties": dict{"auto": dict{"const": true}}}}
		d["not"] = dict{"required": []string{"headers", "auto"}, "properties": dict{"headers": dict{"const": "none"}, "auto": dict{"const": true}}}
	}
}

// kinds adds what depends on a record's kind: its properties, its edges and
// their ends, and what identifies it.
func (s *schemaMaker) kinds() {
	var cases, keyCases []dict
	for _, name := range importedKinds(s.voc) {
		k := s.voc.Kind(graph.Kind(name))
		s.defs["propertiesOf"+name] = dict{"enum": propertyNames(k.Properties)}
		s.defs["edgesOf"+name] = s.edgesOf(k)
		is := dict{"properties": dict{"kind": dict{"const": name}}, "required": []string{"kind"}}
		then := dict{"properties": dict{
			"set":   dict{"propertyNames": dict{"$ref": "#/$defs/propertiesOf" + name}},
			"edges": dict{"items": dict{"$ref": "#/$defs/edgesOf" + name}},
		}}
		if figures := periodic(k); figures != nil {
			// A figure needs the period that it is of.
			then["if"] = dict{"not": dict{"required": []string{"period"}}}
			then["then"] = dict{"properties": dict{"set": dict{"propertyNames": dict{"not": dict{"enum": figures}}}}}
		}
		cases = append(cases, dict{"if": is, "then": then})
		if !k.Event {
			keyCases = append(keyCases, dict{"if": is, "then": s.keyed(k)})
		}
	}
	s.defs["keyed"] = dict{"allOf": keyCases}
	record, _ := s.defs["record"].(dict)
	record["allOf"] = cases
	table, _ := s.defs["table"].(dict)
	table["if"] = dict{"properties": dict{"auto": dict{"const": true}}, "required": []string{"auto"}}
	table["else"] = dict{"properties": dict{"records": dict{"items": dict{"$ref": "#/$defs/keyed"}}}}
	edge, _ := s.defs["edge"].(dict)
	all, _ := edge["allOf"].([]dict)
	for _, end := range []string{"to", "from"} {
		for _, name := range importedKinds(s.voc) {
			all = append(all, dict{
				"if":   dict{"properties": dict{end: dict{"const": name}}, "required": []string{end}},
				"then": dict{"properties": dict{"by": dict{"propertyNames": dict{"$ref": "#/$defs/propertiesOf" + name}}}},
			})
		}
	}
	for i := range s.voc.Edges {
		e := &s.voc.Edges[i]
		then := dict{"attributes": dict{"propertyNames": dict{"enum": propertyNames(e.Attributes)}}}
		if len(e.Attributes) == 0 {
			then["attributes"] = false
		}
		then["qualifier"] = false
		if e.Qualifier != "" {
			then["qualifier"] = dict{"propertyNames": dict{"$ref": "#/$defs/propertiesOf" + string(e.Qualifier)}}
		}
		all = append(all, dict{
			"if":   dict{"properties": dict{"type": dict{"const": e.Type}}, "required": []string{"type"}},
			"then": dict{"properties": then},
		})
	}
	edge["allOf"] = all
}

// periodic are the properties of a kind that are figures of a period.
func periodic(k *graph.KindDecl) []string {
	var names []string
	for i := range k.Properties {
		if k.Properties[i].Periodic {
			names = append(names, k.Properties[i].Name)
		}
	}
	return names
}

// edgesOf is what edges of a row of a kind may be.
func (s *schemaMaker) edgesOf(k *graph.KindDecl) dict {
	var types []string
	var all []dict
	for i := range s.voc.Edges {
		e := &s.voc.Edges[i]
		ends := dict{}
		end := func(key string, own, others []graph.Kind) {
			if !slices.Contains(own, k.Kind) {
				ends[key] = false
				return
			}
			var names []string
			for _, o := range others {
				if !s.voc.Kind(o).System {
					names = append(names, string(o))
				}
			}
			if names == nil {
				ends[key] = false
				return
			}
			ends[key] = dict{"enum": names}
		}
		end("to", e.From, e.To)
		end("from", e.To, e.From)
		if ends["to"] == false && ends["from"] == false {
			continue
		}
		types = append(types, e.Type)
		all = append(all, dict{"if": dict{"properties": dict{"type": dict{"const": e.Type}}, "required": []string{"type"}}, "then": dict{"properties": ends}})
	}
	return dict{"properties": dict{"type": dict{"enum": types}}, "allOf": all}
}

// keyed says that a record has every part of some key of its kind.
func (s *schemaMaker) keyed(k *graph.KindDecl) dict {
	var some []dict
	for _, key := range k.Keys {
		var properties []string
		var all []dict
		for _, part := range key.Parts {
			if part.Edge != "" {
				all = append(all, dict{"required": []string{"edges"}, "properties": dict{"edges": dict{"contains": dict{
					"properties": dict{"type": dict{"const": part.Edge}}, "required": []string{"type"},
				}}}})
			} else {
				properties = append(properties, part.Property)
			}
		}
		if properties != nil {
			all = append(all, dict{"required": []string{"set"}, "properties": dict{"set": dict{"required": properties}}})
		}
		some = append(some, dict{"allOf": all})
	}
	return dict{"anyOf": some}
}

// root adds what depends on the vocabulary at the top of the file.
func (s *schemaMaker) root(root dict) {
	synonyms, defaults := dict{}, dict{}
	for _, name := range importedKinds(s.voc) {
		k := s.voc.Kind(graph.Kind(name))
		synonyms[name] = dict{"propertyNames": dict{"enum": synonymKeys(s.voc, k)}}
		defaults[name] = dict{"propertyNames": dict{"enum": defaultKeys(k)}}
	}
	root["allOf"] = []dict{{"properties": dict{
		"version":  dict{"const": Version},
		"synonyms": dict{"properties": synonyms},
		"defaults": dict{"properties": defaults},
	}}}
}
