// Package yamlfile reads the YAML files that people write rules in (mappings,
// schemes, lists) into nodes with their places, so that everything that is wrong
// with a file is told at once, each mistake with its line and its cure.
//
// It reads less than YAML has: one document, no anchors, aliases, merge keys or
// tags, each key once, within bounds. So no file is larger than it looks. What a
// file means is for the package that owns it.
package yamlfile
