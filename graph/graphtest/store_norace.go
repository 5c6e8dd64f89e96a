//go:build !race

package graphtest

// raceEnabled tells that the race detector slows everything down tenfold.
const raceEnabled = false
