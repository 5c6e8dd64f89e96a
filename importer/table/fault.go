package table

import "github.com/chainatlas/chainatlas/graph"

// Fault is why a document cannot be read, in words for the person who has it.
// It is the cause of the [graph.Error] that a reader returns, so that whoever
// shows the error can choose the language:
//
//	if f, ok := errors.AsType[*table.Fault](err); ok {
//		fmt.Println(f.Text().Zh)
//	}
type Fault struct {
	Part   string // of the document, such as "xl/styles.xml" or "Sheet1!D40"; "" is all of it
	Reason graph.Label
	Cure   graph.Label
}

// NewFault returns an error whose message is the fault in English and whose
// cause is the [Fault].
func NewFault(code graph.Code, op, part string, reason, cure graph.Label) *graph.Error {
	f := &Fault{Part: part, Reason: reason, Cure: cure}
	return &graph.Error{Code: code, Op: op, Message: f.Error(), Err: f}
}

// Error implements error in English.
func (f *Fault) Error() string { return f.Text().En }

// Text returns the whole message: the part, the reason and the cure.
func (f *Fault) Text() graph.Label {
	t := graph.Label{Zh: f.Reason.Zh, En: f.Reason.En}
	if f.Part != "" {
		t.Zh, t.En = f.Part+"："+t.Zh, f.Part+": "+t.En
	}
	if f.Cure.Zh != "" {
		t.Zh += "；" + f.Cure.Zh
	}
	if f.Cure.En != "" {
		t.En += "; " + f.Cure.En
	}
	return t
}
