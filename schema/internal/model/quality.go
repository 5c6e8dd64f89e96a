package model

import (
	"time"

	"github.com/chainatlas/chainatlas/graph"
)

// KindQuality tells how complete the nodes of a kind are.
type KindQuality struct {
	Kind             graph.Kind
	Label            *Label
	Total, Described int
	Properties       []*PropertyQuality
}

// PropertyQuality tells of how many nodes a property is known.
type PropertyQuality struct {
	Name  string
	Label *Label
	Known int
}

// SourceQuality tells how fresh a source is.
type SourceQuality struct {
	Source   *Source
	Batches  int
	DataDate *graph.Date
	Revision graph.Revision
	Recorded time.Time
}

// Conflict is a value on which sources do not agree.
type Conflict struct {
	Node     Entity
	Property *Property
}

// ConflictList is the first values on which sources do not agree.
type ConflictList struct {
	Total, Examined int
	Bounded         bool
	Conflicts       []*Conflict
}

// Duplicate is two nodes that may be the same.
type Duplicate struct {
	A, B        Entity
	Key, Reason string
}

// DuplicateList is the first nodes that may be the same.
type DuplicateList struct {
	Total int
	Pairs []*Duplicate
}

// UnreadCell is a cell that could not be read.
type UnreadCell struct {
	Node     Entity
	Label    *Label
	Value    string
	Withheld *Label
	Place    *Place
}

// UnreadCellList is the first cells that could not be read.
type UnreadCellList struct {
	Total int
	Cells []*UnreadCell
}

// Quality tells how good the data of a View are. What is listed is worked out when
// it is asked for.
type Quality struct {
	Sources []*SourceQuality
	Queued  int

	FindKinds      func() ([]*KindQuality, error)
	FindConflicts  func(first int) (*ConflictList, error)
	FindDuplicates func(first int) (*DuplicateList, error)
	FindUnread     func(first int) (*UnreadCellList, error)
	FindQuestions  func(first, offset int, what *QuestionKind, batch *graph.Revision) (*QuestionList, error)
	FindQuestion   func(id graph.SubjectID) (*Question, error)
	FindSubjects   func(ids []graph.SubjectID) ([]*QuestionSide, error)
}

// Kinds returns what is known of the nodes of each kind.
func (q *Quality) Kinds() ([]*KindQuality, error) { return q.FindKinds() }

// Conflicts returns where sources disagree.
func (q *Quality) Conflicts(first int) (*ConflictList, error) { return q.FindConflicts(first) }

// Duplicates returns what may be the same.
func (q *Quality) Duplicates(first int) (*DuplicateList, error) { return q.FindDuplicates(first) }

// Unread returns what could not be read.
func (q *Quality) Unread(first int) (*UnreadCellList, error) { return q.FindUnread(first) }

// Questions returns what only a person can tell.
func (q *Quality) Questions(first, offset int, what *QuestionKind, batch *graph.Revision) (*QuestionList, error) {
	return q.FindQuestions(first, offset, what, batch)
}

// Question returns one of them; nil once it is decided.
func (q *Quality) Question(id graph.SubjectID) (*Question, error) { return q.FindQuestion(id) }

// Subjects returns what is said of subjects, of each by itself.
func (q *Quality) Subjects(ids []graph.SubjectID) ([]*QuestionSide, error) {
	return q.FindSubjects(ids)
}
