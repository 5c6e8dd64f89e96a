package growth

import (
	"encoding/json"
	"math/bits"

	"github.com/chainatlas/chainatlas/graph"
)

// Reasons say why a figure is not one number, or why a condition is not decided.
type Reasons uint32

// The reasons. Those up to ByHand keep a condition from being decided; the others
// only say why a figure is an interval, or on what an outcome rests.
const (
	Missing     Reasons = 1 << iota // nobody states the figure of the year
	Undisclosed                     // there is a figure; nobody says which
	Unrecorded                      // nobody records the fact; that is not to say that it is not so
	BaseNotPos                      // growth from a base of zero or less is not defined
	FirstYear                       // the base is the year of the founding, which is no whole year
	MixedMoney                      // figures of different currencies are not compared
	NoRate                          // the list has no rate of exchange for the year
	PartYear                        // a fiscal year of other than twelve months
	Unaligned                       // fiscal years that close in different months
	ByZero                          // a division by what is, or may be, zero
	Stale                           // nothing is known of the years that the list asks for
	ByHand                          // a person judges
	Range                           // a source gives a range
	Open                            // a source gives a lower end only
	About                           // a source gives an approximate number
	Conflict                        // sources disagree
	Summed                          // the year is the sum of its halves or quarters, or of events
	Older                           // a figure of an earlier year stands for the latest
	Straddles                       // the line lies within the interval
	NoneKnown                       // nothing is recorded, and the list takes that for none
	Revoked                         // a title that was revoked or has expired
	BeyondTop                       // its place is beyond those that the list has
	Founding                        // the base is the year of the founding, and the list compares it all the same
	OtherKind                       // not examined in an application of this kind
)

// undecided are the reasons for which there is not enough data.
const undecided = Missing | Undisclosed | Unrecorded | BaseNotPos | FirstYear | MixedMoney | NoRate | PartYear | Unaligned | ByZero | Stale

var reasonNames = [...]struct {
	name  string
	label graph.Label
}{
	{"missing", graph.Label{Zh: "未收录该年数字", En: "no figure of the year"}},
	{"undisclosed", graph.Label{Zh: "未披露", En: "not disclosed"}},
	{"unrecorded", graph.Label{Zh: "尚未收录，不代表没有", En: "not recorded, which is not to say that there is none"}},
	{"baseNotPositive", graph.Label{Zh: "基期不为正，增长率无意义", En: "the base is not positive: growth is not defined"}},
	{"firstYear", graph.Label{Zh: "基期是成立当年，不足一年", En: "the base is the year of the founding"}},
	{"mixedCurrencies", graph.Label{Zh: "币种不同，不直接相比", En: "figures in different currencies"}},
	{"noRate", graph.Label{Zh: "规则中没有该年汇率", En: "the list has no rate of exchange for the year"}},
	{"partYear", graph.Label{Zh: "会计年度不足或超过十二个月", En: "a fiscal year of other than twelve months"}},
	{"unaligned", graph.Label{Zh: "会计年度截止月不同", En: "fiscal years that close in different months"}},
	{"byZero", graph.Label{Zh: "除数为零或可能为零", En: "a division by zero"}},
	{"stale", graph.Label{Zh: "没有所需年份的数字", En: "nothing is known of the years asked for"}},
	{"byHand", graph.Label{Zh: "须人工判断", En: "to be judged by a person"}},
	{"range", graph.Label{Zh: "来源只给出区间", En: "the source gives a range"}},
	{"open", graph.Label{Zh: "来源只给出下限", En: "the source gives a lower end only"}},
	{"about", graph.Label{Zh: "来源只给出约数", En: "the source gives an approximate number"}},
	{"conflict", graph.Label{Zh: "各来源数字不一致", En: "sources disagree"}},
	{"summed", graph.Label{Zh: "由期内数字相加得出", En: "added up from parts of the year"}},
	{"older", graph.Label{Zh: "用较早年份的数字", En: "a figure of an earlier year"}},
	{"straddles", graph.Label{Zh: "区间跨过门槛", En: "the line lies within the interval"}},
	{"noneKnown", graph.Label{Zh: "未见记录，规则视为没有", En: "none is recorded, which the list takes for none"}},
	{"revoked", graph.Label{Zh: "已到期或被撤销", En: "expired or revoked"}},
	{"beyondTop", graph.Label{Zh: "名次在名额之外", En: "its place is beyond the list's number"}},
	{"founding", graph.Label{Zh: "基期是成立当年，规则照样比较", En: "the base is the year of the founding, which the list compares"}},
	{"otherKind", graph.Label{Zh: "此类申请不考察", En: "not examined in this kind of application"}},
}

// Names returns the names of the reasons, such as "missing".
func (r Reasons) Names() []string {
	var names []string
	for ; r != 0; r &= r - 1 {
		names = append(names, reasonNames[bits.TrailingZeros32(uint32(r))].name)
	}
	return names
}

// Labels returns the reasons for people.
func (r Reasons) Labels() []graph.Label {
	var labels []graph.Label
	for ; r != 0; r &= r - 1 {
		labels = append(labels, reasonNames[bits.TrailingZeros32(uint32(r))].label)
	}
	return labels
}

// MarshalJSON writes the names as a list.
func (r Reasons) MarshalJSON() ([]byte, error) {
	names := r.Names()
	if names == nil {
		names = []string{}
	}
	return json.Marshal(names)
}

// UnmarshalJSON reads what [Reasons.MarshalJSON] writes.
func (r *Reasons) UnmarshalJSON(b []byte) error {
	var names []string
	if err := json.Unmarshal(b, &names); err != nil {
		return &graph.Error{Code: graph.CodeInvalid, Op: "growth.Reasons.UnmarshalJSON", Err: err}
	}
	*r = 0
	for _, name := range names {
		bit := Reasons(0)
		for i := range reasonNames {
			if reasonNames[i].name == name {
				bit = 1 << i
			}
		}
		if bit == 0 {
			return graph.Errorf(graph.CodeInvalid, "growth.Reasons.UnmarshalJSON", "no such reason: %.40q", name)
		}
		*r |= bit
	}
	return nil
}

// State is the outcome of a list for one enterprise.
type State uint8

// The outcomes, from the worst to the best but for Insufficient, which is none.
const (
	Insufficient State = iota // not enough data
	Out                       // something that is known keeps it out
	Borderline                // it may be in or out within what is known, or a person must judge
	In                        // it is on the list whatever the truth within what is known
)

var stateNames = [...]string{"insufficient", "out", "borderline", "in"}

var stateLabels = [...]graph.Label{
	{Zh: "数据不足", En: "not enough data"}, {Zh: "未入选", En: "out"}, {Zh: "临界", En: "borderline"}, {Zh: "入选", En: "in"},
}

// String returns the state's name, such as "borderline".
func (s State) String() string { return stateNames[s] }

// Label returns the state for people.
func (s State) Label() graph.Label { return stateLabels[s] }

// MarshalText implements [encoding.TextMarshaler].
func (s State) MarshalText() ([]byte, error) { return []byte(stateNames[s]), nil }

// UnmarshalText implements [encoding.TextUnmarshaler].
func (s *State) UnmarshalText(b []byte) error {
	for i, name := range stateNames {
		if name == string(b) {
			*s = State(i)
			return nil
		}
	}
	return graph.Errorf(graph.CodeInvalid, "growth.State", "no such state: %.40q", b)
}

// Verdict is the outcome of one criterion.
type Verdict uint8

// The outcomes of a criterion.
const (
	Unknown       Verdict = iota // the figures do not decide it; the reasons say why
	Unmet                        // what is known says no
	Hand                         // a person judges
	Met                          // what is known says yes
	NotApplicable                // it is not for this enterprise or this application
)

var verdictNames = [...]string{"unknown", "unmet", "byHand", "met", "notApplicable"}

var verdictLabels = [...]graph.Label{
	{Zh: "不明", En: "unknown"}, {Zh: "不满足", En: "unmet"}, {Zh: "人工判断", En: "by hand"}, {Zh: "满足", En: "met"}, {Zh: "不适用", En: "not applicable"},
}

// verdictMarks are the verdicts as an edition marks them, one byte each: unknown,
// unmet, by hand, met, not applicable.
const verdictMarks = "?xhm-"

// String returns the verdict's name, such as "met".
func (v Verdict) String() string { return verdictNames[v] }

// Label returns the verdict for people.
func (v Verdict) Label() graph.Label { return verdictLabels[v] }

// MarshalText implements [encoding.TextMarshaler].
func (v Verdict) MarshalText() ([]byte, error) { return []byte(verdictNames[v]), nil }

// UnmarshalText implements [encoding.TextUnmarshaler].
func (v *Verdict) UnmarshalText(b []byte) error {
	for i, name := range verdictNames {
		if name == string(b) {
			*v = Verdict(i)
			return nil
		}
	}
	return graph.Errorf(graph.CodeInvalid, "growth.Verdict", "no such verdict: %.40q", b)
}
