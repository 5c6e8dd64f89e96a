// Package importer is where tables become batches of graph assertions; its
// subfolders hold one package per format. It may import package graph and what
// lies below it, and is the only home of excelize.
//
// It is empty so far. Until it is there, batches are written through
// graph.Append.
package importer
