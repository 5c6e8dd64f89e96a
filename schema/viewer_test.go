package schema_test

import (
	"fmt"
	"testing"

	"github.com/chainatlas/chainatlas/schema"
)

const viewer = `{ viewer { name role rights enterprise } }`

// TestViewer asks for each role what it may do, as pages offer no more than that.
func TestViewer(t *testing.T) {
	a := fresh(t, schema.Config{})
	for role, rights := range map[schema.Role]string{
		schema.RoleImporter:      "[IMPORT REVOKE]",
		schema.RoleCurator:       "[REVOKE CURATE READ_PERSONAL]",
		schema.RoleEvaluator:     "[IMPORT SCORE]",
		schema.RoleReviewer:      "[REVIEW]",
		schema.RolePublisher:     "[PUBLISH]",
		schema.RoleVendor:        "[REPLY]",
		schema.RoleAdministrator: "[IMPORT REVOKE CURATE SCORE REVIEW REPLY PUBLISH READ_PERSONAL]",
	} {
		x := a.ask(t, viewer, nil, as(role)).must(t)
		if got := fmt.Sprint(x.get(t, "viewer", "rights")); got != rights || x.get(t, "viewer", "role") != string(role) {
			t.Errorf("%s may %s, want %s", role, got, rights)
		}
	}
	if x := a.ask(t, viewer, nil).must(t); x.get(t, "viewer") != nil {
		t.Errorf("nobody is told %s", x.raw)
	}
	if x := a.ask(t, viewer, nil, as(schema.RoleVendor+":acme")).must(t); x.get(t, "viewer", "enterprise") != "acme" {
		t.Errorf("a vendor is told %s", x.raw)
	}
}
