package importer

import (
	"slices"

	"github.com/chainatlas/chainatlas/graph"
)

// The reasons for which a row or a reference waits for a person (fold.md, 4).
const (
	heldClash   = "clash"   // it contradicts the subject that it fits
	heldCompete = "compete" // it contradicts other rows of its batch
	heldSeveral = "several" // it fits several subjects
)

// resolve finds the subject of every mention, kind by kind, ends before what
// hangs on them.
func (r *resolver) resolve() {
	for kind := range r.kinds {
		info := &r.kinds[kind]
		all := r.byKind[kind]
		if len(all) == 0 {
			continue
		}
		if len(info.hangs) > 0 {
			for _, m := range all {
				x := &r.mentions[m]
				x.keys = r.keysOf(kind, r.cells(x), r.ends(x), nil)
				x.short = !x.isRow && len(x.keys) == 0
			}
		}
		var rest, shorts, events []int32
		for _, m := range all {
			switch x := &r.mentions[m]; {
			case x.short:
				shorts = append(shorts, m)
			case info.Event && !r.hasOwn(x):
				events = append(events, m)
			default:
				rest = append(rest, m)
			}
		}
		r.resolveKeyed(kind, rest)
		r.resolveEvents(kind, events)
		r.resolveShort(kind, shorts)
	}
	r.forget()
}

// forget gives back the memory of what only resolution needs.
func (r *resolver) forget() {
	r.printed, r.byKind, r.kept = nil, nil, nil
	r.now, r.ever, r.waited, r.called, r.named = multimap{}, multimap{}, multimap{}, multimap{}, multimap{}
	for i := range r.mentions {
		r.mentions[i].keys = nil
	}
}

// hasOwn reports whether a mention has the source's own identifier.
func (r *resolver) hasOwn(m *mention) bool {
	own := r.kinds[m.kind].own
	return own >= 0 && slices.ContainsFunc(m.keys, func(k key) bool { return int(k.index) == own })
}

// resolveShort finds the subjects of references by a name that is no key. Such a
// subject is known by kind and name alone (fold.md, 6). A qualifier prints its
// keys nowhere, so it can only be one that the source describes.
func (r *resolver) resolveShort(kind int, mentions []int32) {
	made := map[digest]int32{}
	// What differs only in looks is one: called as the first of these in order.
	r.sortByPrint(mentions, func(m *mention) string {
		if k := r.shortKey(m); len(k) > 0 {
			return k[0].Parts[0].Canonical()
		}
		return ""
	})
	for _, at := range mentions {
		m := &r.mentions[at]
		d, ok := r.shortOf(kind, r.cells(m))
		if !ok {
			m.subject = r.create(kind, m, nil)
			continue
		}
		if m.qualifier {
			if m.subject = r.described(d); m.subject >= 0 {
				continue
			}
			r.unnamed = append(r.unnamed, at)
		}
		s, there := made[d]
		if !there {
			s = -1
			for x := range r.ever.of(d) {
				s = x
				break
			}
			if s < 0 && m.qualifier {
				// Nothing printed it; but its ID is made from what names it.
				if x, ok := r.at[r.mint(r.kinds[kind].Kind, r.shortKey(m), 0)]; ok && int(r.subjects[x].kind) == kind {
					s = x
				}
			}
			if s < 0 {
				s = r.create(kind, m, nil)
			}
			made[d] = s
		}
		m.subject = s
	}
}

// described returns the one subject of the source that a row describes and that
// has a name; -1 if none or several.
func (r *resolver) described(name digest) int32 {
	found := int32(-1)
	for at := range r.named.of(name) {
		if s := r.mentions[at].subject; s >= 0 && s != found {
			if found >= 0 {
				return -1
			}
			found = s
		}
	}
	if found >= 0 {
		return found
	}
	for s := range r.called.of(name) {
		if found >= 0 && r.subjects[s].same != r.subjects[found].same {
			return -1
		}
		found = s
	}
	return found
}

// match is what a mention fits on its own, before the others of its batch are
// looked at.
type match struct {
	subject int32 // that it meets; -1 if none
	waits   int32 // one that waits and whose row gave the same keys; -1 if none
	held    *holding
	judged  bool
}

// holding is why a mention waits on its own account.
type holding struct {
	reason string
	cands  []int32
}

// resolveKeyed finds the subjects of rows and references that have keys.
func (r *resolver) resolveKeyed(kind int, mentions []int32) {
	if len(mentions) == 0 {
		return
	}
	matches := make([]match, len(mentions))
	for i, at := range mentions {
		matches[i] = r.match(kind, &r.mentions[at])
	}

	// Those that share a subject or a key's value stand together, but for what
	// waits on its own account.
	group := newForest(len(mentions))
	places := make([]keyPlace, 0, len(mentions))
	bySubject := map[int32]int32{}
	for i, at := range mentions {
		if matches[i].held != nil || matches[i].judged {
			continue
		}
		for _, k := range r.mentions[at].keys {
			if !r.kinds[kind].Keys[k.index].Asks {
				places = append(places, keyPlace{k.place(kind), int32(i)})
			}
		}
		if s := matches[i].subject; s >= 0 {
			if other, ok := bySubject[s]; ok {
				group.join(int32(i), other)
			} else {
				bySubject[s] = int32(i)
			}
		}
	}
	// Sorted, equal keys lie side by side: that takes half the memory of a map.
	places = sortPlaces(places)
	for i := 1; i < len(places); i++ {
		if places[i].key == places[i-1].key {
			group.join(places[i].mention, places[i-1].mention)
		}
	}
	members := group.members()
	places = nil
	if len(r.at) == 0 { // most are new: the map need not grow step by step
		r.at = make(map[graph.SubjectID]int32, len(mentions))
	}
	var alone []int32
	why := map[int32]*holding{}
	for i, at := range mentions {
		m := &r.mentions[at]
		if matches[i].held != nil {
			alone, why[at] = append(alone, at), matches[i].held
			continue
		}
		if group.find(int32(i)) != int32(i) {
			continue
		}
		of := members(int32(i))
		if len(of) == 1 {
			if m.subject = max(matches[i].subject, matches[i].waits); m.subject < 0 {
				m.subject = r.create(kind, m, []int32{at})
			}
			continue
		}
		together := make([]int32, len(of))
		var met []int32
		metBy := map[int32]int32{} // by mention
		once := map[int32]bool{}
		waits := int32(-1)
		for j, k := range of {
			together[j] = mentions[k]
			if s := matches[k].subject; s >= 0 {
				metBy[mentions[k]] = s
				if !once[s] {
					once[s] = true
					met = append(met, s)
				}
			}
			if w := matches[k].waits; w >= 0 && (waits < 0 || w < waits) {
				waits = w
			}
		}
		if len(met) > 1 || r.compete(kind, together) {
			r.hold(kind, together, heldCompete, met, metBy)
			continue
		}
		s := waits
		if len(met) == 1 {
			s = met[0]
		} else if s < 0 {
			s = r.create(kind, m, together)
		}
		for _, t := range together {
			r.mentions[t].subject = s
		}
	}
	r.sortByPrint(alone, nil)
	for _, at := range alone {
		r.hold(kind, []int32{at}, why[at].reason, why[at].cands, nil)
	}
}

// match finds the subject that a mention fits on its own: one that stands, by the
// first key that fits any; else one that once stood, by every key ever said of
// it (fold.md, 4).
func (r *resolver) match(kind int, m *mention) match {
	info := &r.kinds[kind]
	if s, ok := r.judgedBefore(kind, m); ok {
		return match{subject: s, waits: -1, judged: true}
	}
	var cands, fit []int32 // fit: also those that count as one with a candidate
	fits := func(k key) {
		for s := range r.now.of(k.place(kind)) {
			cands, fit = r.addCandidate(cands, s), append(fit, s)
		}
	}
	for i := 0; i < len(m.keys) && len(cands) == 0; {
		j := i
		for j < len(m.keys) && m.keys[j].index == m.keys[i].index {
			if !info.Keys[m.keys[j].index].Asks {
				fits(m.keys[j])
			}
			j++
		}
		i = j
	}
	if len(cands) == 0 && info.former >= 0 {
		// Last come former names: what one calls its name another may call a
		// former one.
		for _, k := range m.keys {
			switch int(k.index) {
			case info.former:
				fits(k)
				fits(key{uint8(info.legal), k.value})
			case info.legal:
				fits(key{uint8(info.former), k.value})
			}
		}
	}
	if len(cands) > 1 {
		var agree []int32
		for _, s := range cands {
			if r.agrees(m.keys, r.subjects[s].before().keys, info) {
				agree = append(agree, s)
			}
		}
		if len(agree) != 1 {
			return match{subject: -1, waits: -1, held: &holding{heldSeveral, cands}}
		}
		cands = agree
	}
	if len(cands) == 1 {
		for _, s := range fit {
			if r.subjects[s].same == r.subjects[cands[0]].same && !r.clashes(kind, m, &r.subjects[s]) {
				return match{subject: s, waits: -1}
			}
		}
		return match{subject: -1, waits: -1, held: &holding{heldClash, cands}}
	}
	once := int32(-1)
	for _, k := range m.keys {
		if info.Keys[k.index].Asks {
			continue
		}
		for s := range r.ever.of(k.place(kind)) {
			if (once < 0 || s < once) && !r.subjects[s].stands && !r.clashes(kind, m, &r.subjects[s]) {
				once = s
			}
		}
		if once >= 0 {
			break
		}
	}
	if once < 0 {
		once = r.redacted(kind, m)
	}
	waits := int32(-1)
	if once < 0 && len(r.waited.head) > 0 {
		for s := range r.waited.of(r.allKeys(kind, m.keys)) {
			waits = s
			break
		}
	}
	return match{subject: once, waits: waits}
}

// judgedBefore returns the subject, once held, that a person has judged since and
// whose row gave the same keys.
func (r *resolver) judgedBefore(kind int, m *mention) (int32, bool) {
	if len(r.waited.head) == 0 {
		return 0, false
	}
	for s := range r.waited.of(r.allKeys(kind, m.keys)) {
		if r.subjects[s].judged {
			return s, true
		}
	}
	return 0, false
}

// addCandidate adds a subject that is not the same as one that is there.
func (r *resolver) addCandidate(cands []int32, s int32) []int32 {
	for _, c := range cands {
		if r.subjects[c].same == r.subjects[s].same {
			return cands
		}
	}
	return append(cands, s)
}

// agrees reports whether two sets of keys agree in every key that both have.
func (r *resolver) agrees(a, b []key, info *kindInfo) bool {
	return !r.differs(a, b, func(i uint8) bool { return !info.Keys[i].Asks })
}

// differs reports whether both have values of one of some keys, but none in
// common. Keys are in the order of their index.
func (r *resolver) differs(a, b []key, of func(index uint8) bool) bool {
	for i := 0; i < len(a); {
		index := a[i].index
		end := i
		for end < len(a) && a[end].index == index {
			end++
		}
		if of(index) {
			has, common := false, false
			for _, k := range b {
				if k.index == index {
					has = true
					common = common || slices.Contains(a[i:end], k)
				}
			}
			if has && !common {
				return true
			}
		}
		i = end
	}
	return false
}

// clashes reports whether a mention contradicts a subject: two different codes,
// or one code under names without a common core (fold.md, 4).
func (r *resolver) clashes(kind int, m *mention, s *subject) bool {
	info := &r.kinds[kind]
	if r.differs(m.keys, s.before().keys, func(i uint8) bool { return info.Keys[i].Code && !info.Keys[i].Own }) {
		return true
	}
	if info.cores < 0 || len(s.before().legal) == 0 {
		return false
	}
	shares := slices.ContainsFunc(m.keys, func(k key) bool { return int(k.index) == info.cores && slices.Contains(s.before().keys, k) })
	if !shares {
		return false
	}
	return !r.shareCore(legalNames(info.KindDecl, r.cells(m)), s.before().legal)
}

// compete reports whether mentions that share a subject or a key contradict each
// other: two of them differ in a code or in a name that is a key (fold.md, 4).
func (r *resolver) compete(kind int, mentions []int32) bool {
	info := &r.kinds[kind]
	// Most groups are many references to one thing: what prints the same values of
	// a key as another of its sort is compared once.
	type sort struct {
		values digest
		isRow  bool
	}
	for i := range info.Keys {
		if info.Keys[i].Asks {
			continue
		}
		var kinds []int32
		seen := map[sort]bool{}
		for _, at := range mentions {
			m := &r.mentions[at]
			var of []key
			for _, k := range m.keys {
				if int(k.index) == i {
					of = append(of, k)
				}
			}
			if len(of) == 0 {
				continue
			}
			x := sort{r.allKeys(kind, of), m.isRow}
			if seen[x] {
				continue
			}
			seen[x] = true
			for _, o := range kinds {
				if r.differs(r.mentions[o].keys, m.keys, func(j uint8) bool { return int(j) == i }) &&
					(info.Keys[i].Code || m.isRow && r.mentions[o].isRow || !r.commonCore(&r.mentions[o], m)) {
					return true
				}
			}
			kinds = append(kinds, at)
		}
	}
	return false
}

// commonCore reports whether two mentions have legal names with a common core, or
// one has none.
func (r *resolver) commonCore(a, b *mention) bool {
	decl := r.kinds[a.kind].KindDecl
	names := legalNames(decl, r.cells(a))
	return r.shareCore(names, legalNames(decl, r.cells(b)))
}

// shareCore reports whether two lists of names have a core in common, or one is
// empty.
func (r *resolver) shareCore(a, b []string) bool {
	if len(a) == 0 || len(b) == 0 {
		return true
	}
	for _, x := range a {
		for _, y := range b {
			if r.rules.Core(x) == r.rules.Core(y) {
				return true
			}
		}
	}
	return false
}

// redacted returns the subject whose keys a mention prints and of which one has
// been redacted since, so that nothing but its ID tells: an ID is minted from the
// keys first seen and reveals none (fold.md, 2 and 14). -1 if there is none.
func (r *resolver) redacted(kind int, m *mention) int32 {
	if !r.redacts || len(m.keys) == 0 {
		return -1
	}
	s, ok := r.at[r.mint(r.kinds[kind].Kind, r.keyValues(m), 0)]
	if !ok || int(r.subjects[s].kind) != kind || len(r.subjects[s].before().redacted) == 0 {
		return -1
	}
	return s
}

func (r *resolver) shortKey(m *mention) []graph.KeyValue {
	for _, c := range r.cells(m) {
		if len(c.Values) > 0 {
			return []graph.KeyValue{{Key: "short", Parts: c.Values[:1:1]}}
		}
	}
	return nil
}
