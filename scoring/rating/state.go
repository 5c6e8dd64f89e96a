package rating

import (
	"slices"
	"time"

	"github.com/chainatlas/chainatlas/graph"
)

// State is where a run is on its way: an entry of the code list ratingStatus.
type State string

// The states. A run begins as a draft. Nothing is overwritten: each step is a
// release of its own, which names the one before it.
const (
	Draft        State = "draft"
	VendorReview State = "vendorReview"
	Published    State = "published"
	Corrected    State = "corrected"
	Withdrawn    State = "withdrawn"
	Expired      State = "expired"
)

// Public reports whether the results of a release may be shown as a rating.
func (s State) Public() bool { return s == Published || s == Corrected || s == Expired }

// Act is what somebody does to a release.
type Act string

// The acts.
const (
	Submit   Act = "submit"   // send the draft to the vendors
	Reply    Act = "reply"    // a vendor answers
	Review   Act = "review"   // somebody who has not scored has looked at it and at the replies
	Publish  Act = "publish"  // the cohort together
	Correct  Act = "correct"  // by the results of another run
	Withdraw Act = "withdraw" // one rating, or all
	Expire   Act = "expire"   // what is valid no more
)

// from says in which states an act may happen.
var from = map[Act][]State{
	Submit:   {Draft},
	Reply:    {VendorReview},
	Review:   {VendorReview},
	Publish:  {VendorReview},
	Correct:  {Published, Corrected},
	Withdraw: {Published, Corrected, Expired},
	Expire:   {Published, Corrected},
}

// Step is an act with who, when and why.
type Step struct {
	Act    Act       `json:"act"`
	Actor  string    `json:"actor"`
	At     time.Time `json:"at"` // UTC, to the second
	Reason string    `json:"reason"`
	Unit   string    `json:"unit,omitempty"` // of a reply, or of the withdrawal of one rating
	Run    string    `json:"run,omitempty"`  // of a correction: the run whose results hold now
}

// MinReview is how many days vendors have at least to reply, if a scheme says
// nothing.
const MinReview = 14

// MaxReply is how many bytes a reply has at most.
const MaxReply = 20_000

// allowed checks an act against the state, who did what before, and the waiting
// time. scorers are who made the run, or the run of the correction.
func (r *Release) allowed(s *Step, scorers []string) error {
	const op = "rating.Step"
	states, known := from[s.Act]
	switch {
	case !known:
		return graph.Sayf(graph.CodeInvalid, op, "没有动作 %[1]s", "there is no act %[1]s", s.Act)
	case !slices.Contains(states, r.Status):
		return graph.Sayf(graph.CodeConflict, op, "状态为 %[1]s 时不能进行 %[2]s", "in the state %[1]s there is no %[2]s", r.Status, s.Act)
	case s.Actor == "" || s.Reason == "":
		return graph.Sayf(graph.CodeInvalid, op, "请写明操作人和理由", "say who acts, and why")
	case len(s.Reason) > MaxReply:
		return graph.Sayf(graph.CodeLimit, op, "理由或回复最多 %[1]d 字节", "a reason or a reply has at most %[1]d bytes", MaxReply)
	}
	if slices.Contains([]Act{Review, Publish, Correct}, s.Act) && slices.Contains(scorers, s.Actor) {
		return graph.Sayf(graph.CodeConflict, op, "%[1]s 参与了评分，不能复核或发布", "%[1]s has scored, and can neither review nor publish", s.Actor)
	}
	switch s.Act {
	case Publish:
		if until := r.ReviewUntil; s.At.Before(until) {
			return graph.Sayf(graph.CodeConflict, op, "厂商可回复至 %[1]s，此前不能发布", "vendors may reply until %[1]s: nothing is published before", until.Format(time.RFC3339))
		}
		if !slices.ContainsFunc(r.Steps, func(x Step) bool { return x.Act == Review }) {
			return graph.Sayf(graph.CodeConflict, op, "尚无复核：发布前须由未参与评分的人复核", "nobody has reviewed it: somebody who has not scored reviews before it is published")
		}
	case Expire:
		if !r.ValidTo.IsZero() && dayOf(s.At).Compare(r.ValidTo) <= 0 {
			return graph.Sayf(graph.CodeConflict, op, "有效期至 %[1]s，尚未到期", "it is valid to %[1]s", r.ValidTo.String())
		}
	case Reply, Withdraw:
		if i := slices.IndexFunc(r.Results, func(x Result) bool { return x.Unit == s.Unit }); i < 0 && (s.Unit != "" || s.Act == Reply) {
			return graph.Sayf(graph.CodeNotFound, op, "本次评价没有 %[1]s", "nobody called %[1]s is rated", s.Unit)
		} else if i >= 0 && r.Results[i].Status == Withdrawn {
			return graph.Sayf(graph.CodeConflict, op, "此项已撤回", "this rating is withdrawn already")
		}
	}
	return nil
}

func dayOf(t time.Time) graph.Date {
	return graph.Date{Year: int16(t.Year()), Month: uint8(t.Month()), Day: uint8(t.Day())}
}
