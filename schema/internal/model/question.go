package model

import "github.com/chainatlas/chainatlas/graph"

// QuestionValue is what a side of a question says of one property.
type QuestionValue struct {
	Property *Property
	Agrees   *bool
}

// QuestionSide is one of those of which it is asked whether they are the same.
type QuestionSide struct {
	ID      graph.SubjectID
	Node    Entity
	Label   string
	Sources []*Source
	Values  []*QuestionValue
}

// Question asks a person whether something is the same as one of its candidates.
type Question struct {
	ID             graph.SubjectID
	What           QuestionKind
	Kind           graph.Kind
	Subject        *QuestionSide
	Candidates     []*QuestionSide
	MoreCandidates int
	Keys           []*graph.Label // not by its other name: one type of lists has one writer
	Why            *Label
	Said           *graph.Revision
	Place          *Place
}

// QuestionList is a page of questions.
type QuestionList struct {
	Total     int
	Counts    []*QuestionCount
	Questions []*Question
}
