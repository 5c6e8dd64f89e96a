package xlsx

// Options are the limits of what is read. A zero field stands for its default.
// What exceeds a limit is an error with graph.CodeLimit.
type Options struct {
	// MaxFile is the size of the file in bytes; 256 MiB by default.
	MaxFile int64
	// MaxEntries is the number of entries of the archive; 10,000 by default.
	MaxEntries int
	// MaxUnpacked is the size of all parts together when they are unpacked, in
	// bytes; 4 GiB by default.
	MaxUnpacked int64
	// MaxSheetBytes is the size of one unpacked sheet; 2 GiB by default. A million
	// rows of twelve cells take about 700 MiB.
	MaxSheetBytes int64
	// MaxSharedBytes is the size of the unpacked shared strings; 256 MiB by
	// default. They are held in memory, together with 4 bytes for each.
	MaxSharedBytes int64
	// MaxPartBytes is the size of any other unpacked part that is read, such as
	// the styles; 32 MiB by default.
	MaxPartBytes int64
	// MaxRatio is how many times larger than packed a part of more than 16 MiB
	// may be; 300 by default. Deflate reaches 1,032; sheets reach 10 to 40.
	MaxRatio int64

	// MaxSheets is the number of sheets; 1,000 by default.
	MaxSheets int
	// MaxColumns is the last column that may hold anything; 1,000 by default,
	// and at most 16,384. Blank cells beyond it are no fault.
	MaxColumns int
	// MaxText is the number of characters of one text; 32,767 by default, which
	// is what a cell holds.
	MaxText int
	// MaxSharedStrings is the number of shared strings; 5,000,000 by default.
	MaxSharedStrings int
	// MaxMerged is the number of merged areas of a sheet; 100,000 by default.
	MaxMerged int

	// Formulas makes each formula a cell of kind [table.Pending], whatever value was
	// saved for it: who opens the workbook sees what it comes to then.
	Formulas bool
}

const (
	maxRow    = 1_048_576 // the rows and columns that the format has
	maxColumn = 16_384

	// ratioFrom is the size below which a part's ratio is of no interest.
	ratioFrom = 16 << 20
	// maxMergedSheet is the size of the largest sheet that is looked through for
	// merged areas: they come after the rows.
	maxMergedSheet = 64 << 20
)

func (o Options) withDefaults() Options {
	or(&o.MaxFile, 256<<20)
	or(&o.MaxEntries, 10_000)
	or(&o.MaxUnpacked, 4<<30)
	or(&o.MaxSheetBytes, 2<<30)
	or(&o.MaxSharedBytes, 256<<20)
	or(&o.MaxPartBytes, 32<<20)
	or(&o.MaxRatio, 300)
	or(&o.MaxSheets, 1000)
	or(&o.MaxColumns, 1000)
	or(&o.MaxText, 32_767)
	or(&o.MaxSharedStrings, 5_000_000)
	or(&o.MaxMerged, 100_000)
	return o
}

func or[T int | int64](p *T, v T) {
	if *p <= 0 {
		*p = v
	}
}
