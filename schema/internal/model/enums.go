package model

import (
	"io"
	"slices"
	"strconv"

	"github.com/chainatlas/chainatlas/graph"
)

// The enums below are those that types of this package have as fields; gqlgen
// makes the others.

func writeEnum(w io.Writer, s string) { _, _ = io.WriteString(w, strconv.Quote(s)) }

// readEnum reads one of several values.
func readEnum[T ~string](v any, to *T, values ...T) error {
	s, _ := v.(string)
	if !slices.Contains(values, T(s)) {
		return graph.Sayf(graph.CodeInvalid, "", "%.40q 不是可用的值", "%.40q is none of its values", s)
	}
	*to = T(s)
	return nil
}

// MoneyBound is how an amount is to be read.
type MoneyBound string

// The values of MoneyBound.
const (
	MoneyBoundExact       MoneyBound = "EXACT"
	MoneyBoundRange       MoneyBound = "RANGE"
	MoneyBoundAtLeast     MoneyBound = "AT_LEAST"
	MoneyBoundAbout       MoneyBound = "ABOUT"
	MoneyBoundUndisclosed MoneyBound = "UNDISCLOSED"
)

// MarshalGQL writes it.
func (e MoneyBound) MarshalGQL(w io.Writer) { writeEnum(w, string(e)) }

// UnmarshalGQL reads it.
func (e *MoneyBound) UnmarshalGQL(v any) error {
	return readEnum(v, e, MoneyBoundExact, MoneyBoundRange, MoneyBoundAtLeast, MoneyBoundAbout, MoneyBoundUndisclosed)
}

// ValueType is the type of a value.
type ValueType string

// The values of ValueType.
const (
	ValueTypeText    ValueType = "TEXT"
	ValueTypeCode    ValueType = "CODE"
	ValueTypeInt     ValueType = "INT"
	ValueTypeDecimal ValueType = "DECIMAL"
	ValueTypeDate    ValueType = "DATE"
	ValueTypeMoney   ValueType = "MONEY"
	ValueTypeBool    ValueType = "BOOL"
)

// MarshalGQL writes it.
func (e ValueType) MarshalGQL(w io.Writer) { writeEnum(w, string(e)) }

// UnmarshalGQL reads it.
func (e *ValueType) UnmarshalGQL(v any) error {
	return readEnum(v, e, ValueTypeText, ValueTypeCode, ValueTypeInt, ValueTypeDecimal, ValueTypeDate, ValueTypeMoney, ValueTypeBool)
}

// Trust is how far a source is believed.
type Trust string

// The values of Trust.
const (
	TrustUndeclared   Trust = "UNDECLARED"
	TrustOfficial     Trust = "OFFICIAL"
	TrustVerified     Trust = "VERIFIED"
	TrustMedia        Trust = "MEDIA"
	TrustSelfReported Trust = "SELF_REPORTED"
)

// MarshalGQL writes it.
func (e Trust) MarshalGQL(w io.Writer) { writeEnum(w, string(e)) }

// UnmarshalGQL reads it.
func (e *Trust) UnmarshalGQL(v any) error {
	return readEnum(v, e, TrustUndeclared, TrustOfficial, TrustVerified, TrustMedia, TrustSelfReported)
}

// Standing is what became of something that was said.
type Standing string

// The values of Standing.
const (
	StandingStands    Standing = "STANDS"
	StandingCovered   Standing = "COVERED"
	StandingRetracted Standing = "RETRACTED"
	StandingRevoked   Standing = "REVOKED"
	StandingWaits     Standing = "WAITS"
	StandingOverruled Standing = "OVERRULED"
)

// MarshalGQL writes it.
func (e Standing) MarshalGQL(w io.Writer) { writeEnum(w, string(e)) }

// UnmarshalGQL reads it.
func (e *Standing) UnmarshalGQL(v any) error {
	return readEnum(v, e, StandingStands, StandingCovered, StandingRetracted, StandingRevoked, StandingWaits, StandingOverruled)
}

// CellState is what a cell says.
type CellState string

// The values of CellState.
const (
	CellStateValue    CellState = "VALUE"
	CellStateEmpty    CellState = "EMPTY"
	CellStateBad      CellState = "BAD"
	CellStateRedacted CellState = "REDACTED"
)

// MarshalGQL writes it.
func (e CellState) MarshalGQL(w io.Writer) { writeEnum(w, string(e)) }

// UnmarshalGQL reads it.
func (e *CellState) UnmarshalGQL(v any) error {
	return readEnum(v, e, CellStateValue, CellStateEmpty, CellStateBad, CellStateRedacted)
}

// BatchKind is what sort of act a batch is.
type BatchKind string

// The values of BatchKind.
const (
	BatchKindDeclare BatchKind = "DECLARE"
	BatchKindImport  BatchKind = "IMPORT"
	BatchKindCurate  BatchKind = "CURATE"
	BatchKindRevoke  BatchKind = "REVOKE"
	BatchKindPublish BatchKind = "PUBLISH"
	BatchKindRedact  BatchKind = "REDACT"
)

// MarshalGQL writes it.
func (e BatchKind) MarshalGQL(w io.Writer) { writeEnum(w, string(e)) }

// UnmarshalGQL reads it.
func (e *BatchKind) UnmarshalGQL(v any) error {
	return readEnum(v, e, BatchKindDeclare, BatchKindImport, BatchKindCurate, BatchKindRevoke, BatchKindPublish, BatchKindRedact)
}

// BandEdition is the concentration bands of an authority.
type BandEdition string

// The values of BandEdition.
const (
	BandEditionUS2023 BandEdition = "US_2023"
	BandEditionUS2010 BandEdition = "US_2010"
	BandEditionEU2004 BandEdition = "EU_2004"
)

// MarshalGQL writes it.
func (e BandEdition) MarshalGQL(w io.Writer) { writeEnum(w, string(e)) }

// UnmarshalGQL reads it.
func (e *BandEdition) UnmarshalGQL(v any) error {
	return readEnum(v, e, BandEditionUS2023, BandEditionUS2010, BandEditionEU2004)
}

// ConcentrationBand is how concentrated a segment is.
type ConcentrationBand string

// The values of ConcentrationBand.
const (
	ConcentrationBandLow      ConcentrationBand = "LOW"
	ConcentrationBandModerate ConcentrationBand = "MODERATE"
	ConcentrationBandHigh     ConcentrationBand = "HIGH"
)

// MarshalGQL writes it.
func (e ConcentrationBand) MarshalGQL(w io.Writer) { writeEnum(w, string(e)) }

// UnmarshalGQL reads it.
func (e *ConcentrationBand) UnmarshalGQL(v any) error {
	return readEnum(v, e, ConcentrationBandLow, ConcentrationBandModerate, ConcentrationBandHigh)
}
