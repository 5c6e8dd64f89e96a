// Package gen is what gqlgen generates of constant.graphqls.
package gen
