// Package schema is where the graph is served by GraphQL: the schema's files,
// thin resolvers, limits and errors; generated code lies in schema/internal. It
// may import importer, scoring and what lies below them, and is the only home of
// gqlgen.
//
// It is empty so far.
package schema
