// Package gen is what gqlgen makes of the schema; see go generate in package
// schema.
package gen
