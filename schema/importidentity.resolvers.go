package schema

import (
	"context"

	"github.com/chainatlas/chainatlas/schema/internal/model"
)

// Identity tells whom the rows of a preview would be about.
func (r *importReportResolver) Identity(ctx context.Context, obj *model.ImportReport) (*model.ImportIdentity, error) {
	return identityOf(r.vocabulary, obj.Of.Identity), nil
}
