package importer

// resolveEvents finds the subjects of events, whose key only describes: equal
// rows are several events. A row meets the one that is equal in all values;
// left-overs meet only if exactly one row and one subject share the key; the
// others are new (fold.md, 5).
func (r *resolver) resolveEvents(kind int, mentions []int32) {
	if len(mentions) == 0 {
		return
	}
	type rest struct{ rows, subjects []int32 }
	byContent := map[digest][]int32{} // known subjects, the first mentioned first
	for s := range r.subjects {
		if x := &r.subjects[s]; int(x.kind) == kind && x.known != nil && x.stands {
			for _, d := range x.known.content {
				byContent[d] = append(byContent[d], int32(s))
			}
		}
	}
	taken := map[int32]bool{}
	left := map[digest]*rest{}
	// Equal rows are the same whatever their order; which of them meets which
	// subject makes no difference.
	for _, at := range mentions {
		m := &r.mentions[at]
		if m.isRow {
			d := r.eventContent(m)
			of := byContent[d]
			for len(of) > 0 && taken[of[0]] {
				of = of[1:]
			}
			if byContent[d] = of; len(of) > 0 {
				m.subject = of[0]
				taken[of[0]] = true
				continue
			}
		}
		d := r.allKeys(kind, m.keys)
		if left[d] == nil {
			left[d] = &rest{}
		}
		left[d].rows = append(left[d].rows, at)
	}
	for s := range r.subjects {
		x := &r.subjects[s]
		if int(x.kind) != kind || x.known == nil || !x.stands || taken[int32(s)] || len(x.known.keys) == 0 {
			continue
		}
		if l := left[r.allKeys(kind, x.known.keys)]; l != nil {
			l.subjects = append(l.subjects, int32(s))
		}
	}
	var fresh []int32
	for _, at := range mentions {
		m := &r.mentions[at]
		if m.subject >= 0 {
			continue
		}
		l := left[r.allKeys(kind, m.keys)]
		if len(m.keys) > 0 && len(l.rows) == 1 && len(l.subjects) == 1 {
			m.subject = l.subjects[0]
			continue
		}
		fresh = append(fresh, at)
	}
	r.sortByPrint(fresh, func(m *mention) string {
		if !m.isRow {
			return ""
		}
		r.eventContent(m)
		return string(r.buf)
	})
	for _, at := range fresh {
		r.mentions[at].subject = r.create(kind, &r.mentions[at], []int32{at})
	}
}

// eventContent returns the content of an event's row, whose references are
// resolved by now.
func (r *resolver) eventContent(m *mention) digest {
	rec := r.row(int(m.row))
	r.placeRefs(int(m.row), rec)
	return r.content(&rec.Record)
}
