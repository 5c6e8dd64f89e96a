package sqlite

// SetTrace makes the store call f at every point where a crash is interesting.
func (s *Store) SetTrace(f func(point string)) { s.trace = f }
