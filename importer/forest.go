package importer

// forest is a union–find over numbers.
type forest struct{ parent []int32 }

func newForest(n int) *forest {
	f := &forest{make([]int32, n)}
	for i := range f.parent {
		f.parent[i] = int32(i)
	}
	return f
}

func (f *forest) find(i int32) int32 {
	for f.parent[i] != i {
		f.parent[i] = f.parent[f.parent[i]]
		i = f.parent[i]
	}
	return i
}

// join makes two one; the smaller stands for both.
func (f *forest) join(a, b int32) {
	if a, b = f.find(a), f.find(b); a != b {
		f.parent[max(a, b)] = min(a, b)
	}
}

// members returns a function that lists the members of a root's group, in
// order.
func (f *forest) members() func(root int32) []int32 {
	next := make([]int32, len(f.parent)) // 1 + the next member
	last := make([]int32, len(f.parent))
	for i := range f.parent {
		last[i] = int32(i)
	}
	for i := range f.parent {
		if root := f.find(int32(i)); root != int32(i) {
			next[last[root]] = int32(i) + 1
			last[root] = int32(i)
		}
	}
	var buf []int32
	return func(root int32) []int32 {
		buf = append(buf[:0], root)
		for i := next[root]; i != 0; i = next[i-1] {
			buf = append(buf, i-1)
		}
		return buf
	}
}
