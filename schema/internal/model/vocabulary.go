package model

import (
	"github.com/chainatlas/chainatlas/graph"
	"github.com/chainatlas/chainatlas/importer/mapping"
)

// Vocabulary is what can be said.
type Vocabulary struct{ Of *graph.Vocabulary }

// KindInfo is a kind as it is declared.
type KindInfo struct {
	Kind       graph.Kind
	Label      Label
	Plural     Label
	System     bool
	Properties []*PropertyInfo

	of *graph.Vocabulary
}

// Columns returns what columns of tables of such things can mean.
func (k *KindInfo) Columns() []*ColumnMeaning {
	out := []*ColumnMeaning{}
	for _, m := range mapping.Meanings(k.of, k.Kind) {
		out = append(out, &ColumnMeaning{Means: m.Means, Label: &m.Label, Group: &m.Group})
	}
	return out
}

// EdgeInfo is a type of edges as it is declared.
type EdgeInfo struct {
	Type       string
	Label      Label
	From, To   []graph.Kind
	Attributes []*PropertyInfo
}

// PropertyInfo is a property as it is declared.
type PropertyInfo struct {
	Name            string
	Label           Label
	Type            ValueType
	Unit, List      *string
	IsSet, Periodic bool
	Filters, Orders bool
	Personal        bool
}

// CodeList is a closed list of codes.
type CodeList struct{ of *graph.CodeList }

// CodeInfo is an entry of a code list.
type CodeInfo struct {
	Code   string
	Label  Label
	Parent *string
}

var valueTypes = map[graph.ValueType]ValueType{
	graph.TypeText: ValueTypeText, graph.TypeCode: ValueTypeCode, graph.TypeInt: ValueTypeInt, graph.TypeDecimal: ValueTypeDecimal,
	graph.TypeDate: ValueTypeDate, graph.TypeMoney: ValueTypeMoney, graph.TypeBool: ValueTypeBool,
}

func propertyInfos(all []graph.PropertyDecl) []*PropertyInfo {
	out := make([]*PropertyInfo, len(all))
	for i := range all {
		p := &all[i]
		out[i] = &PropertyInfo{Name: p.Name, Label: p.Label, Type: valueTypes[p.Type], Unit: orNil(p.Unit), List: orNil(p.List),
			IsSet: p.Set, Periodic: p.Periodic, Filters: p.Filter, Orders: p.Filter || p.Sum, Personal: p.Personal}
	}
	return out
}

// Kinds returns the kinds of nodes.
func (v *Vocabulary) Kinds() []*KindInfo {
	out := make([]*KindInfo, len(v.Of.Kinds))
	for i := range v.Of.Kinds {
		k := &v.Of.Kinds[i]
		out[i] = &KindInfo{Kind: k.Kind, Label: k.Label, Plural: k.Plural, System: k.System, Properties: propertyInfos(k.Properties), of: v.Of}
	}
	return out
}

// Edges returns the types of edges.
func (v *Vocabulary) Edges() []*EdgeInfo {
	out := make([]*EdgeInfo, len(v.Of.Edges))
	for i := range v.Of.Edges {
		e := &v.Of.Edges[i]
		out[i] = &EdgeInfo{Type: e.Type, Label: e.Label, From: e.From, To: e.To, Attributes: propertyInfos(e.Attributes)}
	}
	return out
}

// List returns a code list; nil if there is none of the name.
func (v *Vocabulary) List(name string) *CodeList {
	if l := v.Of.List(name); l != nil {
		return &CodeList{l}
	}
	return nil
}

// Name returns its name.
func (l *CodeList) Name() string { return l.of.Name }

// Label returns what people call it.
func (l *CodeList) Label() Label { return l.of.Label }

// Source returns who keeps it.
func (l *CodeList) Source() string { return l.of.Source }

// Entries returns the entries, or those directly below one.
func (l *CodeList) Entries(parent *string) []*CodeInfo {
	out := []*CodeInfo{}
	for i := range l.of.Entries {
		if e := &l.of.Entries[i]; parent == nil || e.Parent == *parent {
			out = append(out, &CodeInfo{Code: e.Code, Label: e.Label, Parent: orNil(e.Parent)})
		}
	}
	return out
}
