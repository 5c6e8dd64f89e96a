// Package frontend embeds the build of the React application that shows the
// map, and serves it. It imports nothing of this module.
//
// The application lies beside this file: src holds it, scripts build it into
// dist, browser holds the tests that drive it in a real browser. A tree that
// nobody built has no application; the package compiles all the same, and says
// so in place of the pages. `make build` builds it.
package frontend
