// Package frontend embeds the build of the React application that shows the map.
// It imports nothing of this module.
//
// It is empty so far.
package frontend
