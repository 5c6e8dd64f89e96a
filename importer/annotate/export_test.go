package annotate

// WithShapes adds the box of one cell to a drawing.
func WithShapes(text []byte, row, column int) []byte {
	return withShapes(text, []markedCell{{row: row, column: column}})
}
