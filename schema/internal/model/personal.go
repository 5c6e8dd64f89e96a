package model

import (
	"context"

	"github.com/chainatlas/chainatlas/graph"
)

// personalKey is the key of whether a context's reader may see personal data.
type personalKey struct{}

// ShowingPersonal returns a context in which what is said of natural persons is
// answered if may reports true; it is asked when something personal is. Without it
// all of that is withheld.
func ShowingPersonal(ctx context.Context, may func() bool) context.Context {
	return context.WithValue(ctx, personalKey{}, may)
}

// ShowsPersonal reports whether the reader of a context may see personal data.
func ShowsPersonal(ctx context.Context) bool {
	may, ok := ctx.Value(personalKey{}).(func() bool)
	return ok && may()
}

// Withheld is why personal data are not shown.
var Withheld = graph.Label{Zh: "个人信息，不公开", En: "personal data, withheld"}

// isPersonal reports whether a property is about a natural person. One that the
// vocabulary knows no more is taken for what it is called: nothing says otherwise.
func isPersonal(decl *graph.PropertyDecl) bool { return decl != nil && decl.Personal }

// Withheld returns why nothing of the property is shown; nil if it is.
func (p *Property) Withheld() *Label {
	if !p.withheld {
		return nil
	}
	return whyWithheld()
}

func whyWithheld() *Label {
	why := Withheld
	return &why
}

// ShownText returns the text of a cell that could not be read, unless it is of a
// natural person: then why it is withheld from a reader to whom that is not open.
func ShownText(s string, open bool) (string, *Label) {
	if !open && graph.HoldsPersonalData(s) {
		return "", whyWithheld()
	}
	return s, nil
}

// shownTo returns the property as the reader of a context may see it.
func (p *Property) shownTo(ctx context.Context) *Property {
	p.open = ShowsPersonal(ctx)
	p.withheld = p.withheld && !p.open
	return p
}
