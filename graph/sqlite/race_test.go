//go:build race

package sqlite_test

func init() { crashKills = 40 } // everything is ten times slower
