package search

import (
	"strings"
	"unicode/utf8"

	"github.com/chainatlas/chainatlas/graph/pinyin"
)

// maxReadings bounds in how many ways a name with characters of several readings
// is read.
const maxReadings = 4

// spelled is a name in one of its readings: whole and by initials. Characters
// without a reading, such as Latin letters, stand for themselves.
type spelled struct{ whole, initials string }

// spell appends the readings of a name to out, at most maxReadings. A name
// without a Chinese character has none.
func spell(out []spelled, name []rune) []spelled {
	found := false
	ways := [maxReadings][2][]byte{}
	n := 1
	for _, r := range name {
		first, all := pinyin.Of(r)
		if first == "" {
			for i := range n {
				ways[i][0] = utf8.AppendRune(ways[i][0], r)
				ways[i][1] = utf8.AppendRune(ways[i][1], r)
			}
			continue
		}
		found = true
		before := n
		for k := 1; k < len(all); k++ {
			for i := range before {
				if n == maxReadings {
					break
				}
				ways[n][0] = append(append([]byte(nil), ways[i][0]...), all[k]...)
				ways[n][1] = append(append([]byte(nil), ways[i][1]...), all[k][0])
				n++
			}
		}
		for i := range before {
			ways[i][0] = append(ways[i][0], first...)
			ways[i][1] = append(ways[i][1], first[0])
		}
	}
	if !found {
		return out
	}
	for i := range n {
		out = append(out, spelled{string(ways[i][0]), string(ways[i][1])})
	}
	return out
}

// how a query spells a name.
const (
	spelledNot   = iota
	spelledBegun // the beginning of it
	spelledWhole // all of it
)

// spells reports how a Latin query spells the characters of a name from its
// beginning on, each by a reading, by its initial or by itself, the last one
// perhaps in part, and how many characters that are. A query that mixes whole
// readings and initials is taken, too: qianax.
func spells(query string, name []rune) (how, chars int) {
	budget := 256 // steps, since readings may begin with each other
	return spellsFrom(query, name, 0, &budget)
}

func spellsFrom(query string, name []rune, done int, budget *int) (how, chars int) {
	if query == "" {
		if done == len(name) {
			return spelledWhole, done
		}
		return spelledBegun, done
	}
	if *budget--; done == len(name) || *budget < 0 {
		return spelledNot, 0
	}
	try := func(reading string) {
		if rest, ok := strings.CutPrefix(query, reading); ok {
			if h, c := spellsFrom(rest, name, done+1, budget); h > how {
				how, chars = h, c
			}
		} else if how == spelledNot && strings.HasPrefix(reading, query) {
			how, chars = spelledBegun, done+1
		}
	}
	first, all := pinyin.Of(name[done])
	if first == "" {
		try(string(name[done]))
		return how, chars
	}
	if len(all) == 0 {
		try(first)
		if how < spelledWhole {
			try(first[:1])
		}
		return how, chars
	}
	for _, reading := range all {
		if try(reading); how < spelledWhole {
			try(reading[:1])
		}
	}
	return how, chars
}
