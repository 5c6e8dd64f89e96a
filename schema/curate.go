package schema

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/chainatlas/chainatlas/graph"
	"github.com/chainatlas/chainatlas/graph/memory"
	"github.com/chainatlas/chainatlas/schema/internal/model"
)

// CuratorSource is the source that curators' batches speak for. A batch before the
// first of them declares it.
const CuratorSource graph.SourceID = "curation"

var curatorSource = graph.Declare{Source: CuratorSource, Name: "人工校订 Curation", Trust: graph.TrustVerified}

const (
	maxKey     = 128  // characters of a client key
	maxPinned  = 16   // subjects that a pin names
	maxApart   = 1000 // that one is told apart from in one decision, such as all other members of its node
	keyPattern = "client:%s:%s"
)

func checkKey(key string) error {
	if n := len([]rune(key)); strings.TrimSpace(key) == "" || n > maxKey {
		return say(graph.CodeInvalid, "clientKey 为 1 至 %d 个字符", "a client key has 1 to %d characters", maxKey)
	}
	return nil
}

// act is something that a person does.
type act struct {
	right     Right
	kind      graph.BatchKind
	reason    string
	clientKey string
	// same reports whether an assertion of a batch under the key is one that this act
	// makes. It is a retry if the batch has says of them and nothing else, or, where
	// says is 0 since what else is made depends on the View, if it has one.
	same func(graph.Assertion) bool
	says int
	// make works out what the batch says, of the present View. It may set the source
	// and what is revoked.
	make func(v *memory.View, h *graph.Header) ([]graph.Assertion, error)
	// about is the node to show afterwards; "" for none.
	about graph.SubjectID
}

// do does it once, however often the client tries.
func (s *Service) do(ctx context.Context, a act) (*model.BatchPayload, error) {
	actor, err := s.actor(ctx, a.right)
	if err != nil {
		return nil, err
	}
	if err := checkKey(a.clientKey); err != nil {
		return nil, err
	}
	switch {
	case strings.TrimSpace(a.reason) == "":
		return nil, say(graph.CodeInvalid, "请写明原因", "say why: the reason is empty")
	case len(a.reason) > maxReason:
		return nil, say(graph.CodeLimit, "原因最多 %d 字节", "a reason has at most %d bytes", maxReason)
	}
	key := fmt.Sprintf(keyPattern, actor.Name, a.clientKey)
	unlock, err := s.keyed.lock(ctx, key)
	if err != nil {
		return nil, err
	}
	defer unlock()
	switch r, err := s.store.Standing(ctx, key); {
	case err == nil:
		return s.repeated(ctx, r, a)
	case graph.CodeOf(err) != graph.CodeNotFound:
		return nil, err
	}
	if a.kind == graph.BatchCurate {
		if err := s.declareCurators(ctx, actor); err != nil {
			return nil, err
		}
	}
	// What the client has seen may be newer than the View.
	head, err := s.store.Head(ctx)
	if err != nil {
		return nil, err
	}
	v, err := s.after(ctx, head.Revision)
	if err != nil {
		return nil, err
	}
	h := graph.Header{Key: key, Kind: a.kind, Source: CuratorSource, Actor: actor.Name, Reason: strings.TrimSpace(a.reason), Base: v.Revision(), Rules: s.rules.Version}
	assertions, err := a.make(v, &h)
	if err != nil {
		return nil, err
	}
	done, err := graph.Append(ctx, s.store, h, assertions...)
	if graph.CodeOf(err) == graph.CodeExists {
		// Another process did it meanwhile.
		r, standing := s.store.Standing(ctx, key)
		if standing != nil {
			return nil, err
		}
		return s.repeated(ctx, r, a)
	}
	if err != nil {
		return nil, err
	}
	s.log.Notify()
	return s.payload(ctx, done.Revision, a.about, false)
}

// declareCurators declares the source of curators' batches, in a batch of its own:
// it must not fall with the first of them.
func (s *Service) declareCurators(ctx context.Context, actor Actor) error {
	if _, _, declared := s.log.View().Source(CuratorSource); declared {
		return nil
	}
	_, err := graph.Append(ctx, s.store, graph.Header{Key: "declare:" + string(CuratorSource), Kind: graph.BatchDeclare, Source: CuratorSource,
		Actor: actor.Name, Reason: "for the first curator's batch", Rules: s.rules.Version}, &curatorSource)
	if graph.CodeOf(err) == graph.CodeExists {
		return nil
	}
	s.log.Notify()
	return err
}

// repeated answers a retry, or refuses another act under the same key.
func (s *Service) repeated(ctx context.Context, r graph.Revision, a act) (*model.BatchPayload, error) {
	said, same := 0, 0
	for x, err := range s.store.Assertions(ctx, r) {
		if err != nil {
			return nil, err
		}
		if said++; a.same(x) {
			same++
		}
		if a.says == 0 && same > 0 || a.says > 0 && said != same {
			break // decided: an import may have a million more
		}
	}
	if same == 0 || a.says > 0 && (said != a.says || same != a.says) {
		return nil, say(graph.CodeConflict, "此 clientKey 已用于另一操作（第 %d 号修订）", "this client key was used for another act, revision %d: choose another", r)
	}
	return s.payload(ctx, r, a.about, true)
}

func (s *Service) payload(ctx context.Context, r graph.Revision, about graph.SubjectID, repeated bool) (*model.BatchPayload, error) {
	v, err := s.after(ctx, r)
	if err != nil {
		return nil, err
	}
	out := &model.BatchPayload{Revision: r, Repeated: repeated}
	if about != "" {
		out.Node = model.Wrap(v, about)
	}
	out.Batch = s.batch(v, r)
	return out, nil
}

// after waits until a revision is known, and pins it for the rest of the answer.
func (s *Service) after(ctx context.Context, r graph.Revision) (*memory.View, error) {
	v, err := s.log.Wait(ctx, r)
	if err != nil {
		return nil, err
	}
	if op := operationOf(ctx); op != nil {
		op.mu.Lock()
		op.now, op.used = v, nil
		op.mu.Unlock()
		op.use(v)
	}
	return v, nil
}

// standing returns the node of an ID, or an error that names it.
func standingNode(v *memory.View, id graph.SubjectID) (*memory.Node, error) {
	n := v.Node(id)
	if n == nil {
		return nil, say(graph.CodeNotFound, "没有节点 %.60q", "there is no node %.60q", string(id))
	}
	return n, nil
}

// revoke takes a batch back.
func (s *Service) revoke(ctx context.Context, in *model.RevokeInput) (*model.BatchPayload, error) {
	return s.do(ctx, act{right: RightRevoke, kind: graph.BatchRevoke, reason: in.Reason, clientKey: in.ClientKey, says: 1,
		same: func(x graph.Assertion) bool {
			r, ok := x.(*graph.Revoke)
			return ok && r.Batch == in.Batch
		},
		make: func(v *memory.View, h *graph.Header) ([]graph.Assertion, error) {
			b, err := s.revocable(v, in.Batch)
			if err != nil {
				return nil, err
			}
			h.Source, h.Revokes = b.Header.Source, in.Batch
			return []graph.Assertion{&graph.Revoke{Batch: in.Batch}}, nil
		}})
}

// editProperty pins a property on a value.
func (s *Service) editProperty(ctx context.Context, in *model.EditPropertyInput) (*model.BatchPayload, error) {
	period := ""
	if in.Period != nil {
		period = *in.Period
	}
	return s.do(ctx, act{right: RightCurate, kind: graph.BatchCurate, reason: in.Reason, clientKey: in.ClientKey, about: in.Node, says: 1,
		same: func(x graph.Assertion) bool {
			p, ok := x.(*graph.Pin)
			if !ok || p.Property != in.Property || p.Period != period || (p.Value == nil) != (in.Value == nil) || !slices.Contains(p.Subjects, in.Node) {
				return false
			}
			if in.Value == nil {
				return true
			}
			n := s.log.View().Node(in.Node)
			if n == nil {
				return false
			}
			decl := s.vocabulary.Kind(n.Kind).Property(in.Property)
			if decl == nil {
				return false
			}
			v, err := s.readValue(decl, *in.Value)
			return err == nil && v == *p.Value
		},
		make: func(v *memory.View, _ *graph.Header) ([]graph.Assertion, error) {
			n, err := standingNode(v, in.Node)
			if err != nil {
				return nil, err
			}
			pin, err := s.pin(n, in, period)
			if err != nil {
				return nil, err
			}
			return []graph.Assertion{pin}, nil
		}})
}

// pin makes a curator's word on a property of a node.
func (s *Service) pin(n *memory.Node, in *model.EditPropertyInput, period string) (*graph.Pin, error) {
	kind := s.vocabulary.Kind(n.Kind)
	decl := kind.Property(in.Property)
	switch {
	case decl == nil:
		return nil, say(graph.CodeInvalid, "%[1]s没有属性 %.60[3]q", "a %[2]s has no property %.60[3]q", kind.Label.Zh, strings.ToLower(kind.Label.En), in.Property)
	case kind.System:
		return nil, say(graph.CodeInvalid, "系统生成的节点不能校订", "what the system makes cannot be edited")
	case decl.Periodic && period == "" || period != "" && !graph.ValidPeriod(period):
		return nil, say(graph.CodeInvalid, "%s 需要期间：2024、2024H1、2024Q3 或 2024-05", "%s needs a period: 2024, 2024H1, 2024Q3 or 2024-05", decl.Name)
	case !decl.Periodic && period != "":
		return nil, say(graph.CodeInvalid, "%s 没有期间", "%s has no periods", decl.Name)
	case decl.Set && in.Value == nil:
		return nil, say(graph.CodeInvalid, "%s 有多个值，不能指定为空", "%s holds several values and cannot be pinned on none", decl.Name)
	}
	pin := &graph.Pin{Subjects: []graph.SubjectID{in.Node}, Property: in.Property, Period: period}
	for _, m := range n.Members {
		if m != in.Node && len(pin.Subjects) < maxPinned {
			pin.Subjects = append(pin.Subjects, m)
		}
	}
	var now graph.Value
	for i := range n.Properties {
		if p := &n.Properties[i]; p.Name == in.Property && p.Period == period && !p.Set {
			now = p.Value()
		}
	}
	if in.Seen != nil && !decl.Set && *in.Seen != now.String() {
		return nil, say(graph.CodeConflict, "现在显示的是 %.100q：请查看后重试", "the value shown now is %.100q: look again and try again", now.String())
	}
	if !decl.Set && !now.IsZero() {
		pin.Seen = &now
	}
	if in.Value != nil {
		v, err := s.readValue(decl, *in.Value)
		if err != nil {
			return nil, err
		}
		if p := s.vocabulary.CheckValue(decl, v); p != nil && !p.Kept {
			return nil, problem(p, decl.Name)
		}
		pin.Value = &v
	}
	return pin, nil
}

// judge holds two to be the same, or to be different.
func (s *Service) judge(ctx context.Context, in *model.JudgeInput, verdict graph.Verdict) (*model.BatchPayload, error) {
	return s.do(ctx, act{right: RightCurate, kind: graph.BatchCurate, reason: in.Reason, clientKey: in.ClientKey, about: in.A, says: 1,
		same: func(x graph.Assertion) bool {
			j, ok := x.(*graph.Judge)
			return ok && j.Verdict == verdict && (j.A == in.A && j.B == in.B || j.A == in.B && j.B == in.A)
		},
		make: func(v *memory.View, _ *graph.Header) ([]graph.Assertion, error) {
			a, err := standingNode(v, in.A)
			if err != nil {
				return nil, err
			}
			b, err := standingNode(v, in.B)
			if err != nil {
				return nil, err
			}
			switch {
			case in.A == in.B:
				return nil, say(graph.CodeInvalid, "甲和乙是同一个标识", "both are the same ID")
			case a.Kind != b.Kind:
				return nil, say(graph.CodeInvalid, "类型不同的节点不能合并", "nodes of different kinds cannot be one")
			case verdict == graph.Same && a.ID == b.ID:
				return nil, say(graph.CodeInvalid, "它们已经是一个节点", "they are one node already")
			case verdict == graph.Different && a.ID != b.ID:
				return nil, say(graph.CodeInvalid, "它们已经是两个节点", "they are two nodes already")
			}
			return []graph.Assertion{&graph.Judge{A: in.A, B: in.B, Verdict: verdict}}, nil
		}})
}

// decide holds what is asked about to be the same as one, and different from
// others. What waits counts as soon as any such word is said of it (fold.md, 4).
func (s *Service) decide(ctx context.Context, in *model.DecideInput) (*model.BatchPayload, error) {
	var words []*graph.Judge
	if in.Same != nil {
		words = append(words, &graph.Judge{A: in.Subject, B: *in.Same, Verdict: graph.Same})
	}
	for _, id := range in.Different {
		words = append(words, &graph.Judge{A: in.Subject, B: id, Verdict: graph.Different})
	}
	return s.do(ctx, act{right: RightCurate, kind: graph.BatchCurate, reason: in.Reason, clientKey: in.ClientKey, about: in.Subject, says: len(words),
		same: func(x graph.Assertion) bool {
			j, ok := x.(*graph.Judge)
			return ok && slices.ContainsFunc(words, func(w *graph.Judge) bool { return *w == *j })
		},
		make: func(v *memory.View, _ *graph.Header) ([]graph.Assertion, error) {
			switch {
			case len(words) == 0:
				return nil, say(graph.CodeInvalid, "请说明与哪个相同，或与哪些不同", "say what it is the same as, or what it is different from")
			case len(in.Different) > maxApart:
				return nil, say(graph.CodeLimit, "一次最多判定与 %d 个不同", "at most %d are held to be different at once", maxApart)
			}
			of := v.Subject(in.Subject)
			if of == nil {
				return nil, say(graph.CodeNotFound, "没有条目 %.60q", "there is no subject %.60q", string(in.Subject))
			}
			out := make([]graph.Assertion, 0, len(words))
			same := graph.SubjectID("") // the node that it becomes a part of
			for i, w := range words {
				to := v.Subject(w.B)
				if to != nil && w.Verdict == graph.Same {
					same = to.Node
				}
				switch {
				case to == nil:
					return nil, say(graph.CodeNotFound, "没有条目 %.60q", "there is no subject %.60q", string(w.B))
				case w.A == w.B || slices.ContainsFunc(words[:i], func(o *graph.Judge) bool { return o.B == w.B }):
					return nil, say(graph.CodeInvalid, "标识 %.60q 出现了两次", "the ID %.60q is there twice", string(w.B))
				case to.Kind != of.Kind:
					return nil, say(graph.CodeInvalid, "类型不同的节点不能合并", "nodes of different kinds cannot be one")
				case w.Verdict == graph.Same && of.Node != "" && of.Node == to.Node:
					return nil, say(graph.CodeConflict, "它们已经是一个节点", "they are one node already")
				case w.Verdict == graph.Different && same != "" && to.Node == same:
					return nil, say(graph.CodeInvalid, "%.60q 与所判定的相同者是一个节点", "%.60q is one node with what it is said to be the same as", string(w.B))
				}
				out = append(out, w)
			}
			return out, nil
		}})
}

// readAs tells how a text would be read as a value of a property.
func (s *Service) readAs(kind graph.Kind, property, text string) (*model.Value, error) {
	k := s.vocabulary.Kind(kind)
	if k == nil || k.Property(property) == nil {
		return nil, say(graph.CodeInvalid, "没有属性 %.60q", "there is no property %.60q", property)
	}
	decl := k.Property(property)
	v, err := s.readValue(decl, text)
	if err != nil {
		return nil, err
	}
	if p := s.vocabulary.CheckValue(decl, v); p != nil && !p.Kept {
		return nil, problem(p, decl.Name)
	}
	return model.ReadAs(s.vocabulary, decl, v), nil
}
