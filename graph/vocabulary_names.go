package graph

// The kinds of nodes of the [Standard] vocabulary.
const (
	KindRegion       Kind = "Region"       // a province, a city, a district
	KindChain        Kind = "Chain"        // an industry chain 产业链
	KindSector       Kind = "Sector"       // an industry on the demand side
	KindSegment      Kind = "Segment"      // a link of a chain 环节
	KindPark         Kind = "Park"         // an industrial park
	KindEnterprise   Kind = "Enterprise"   // a company
	KindInstitution  Kind = "Institution"  // a university, a laboratory, a fund, an alliance, …
	KindProduct      Kind = "Product"      // a product, a service or a solution
	KindPolicy       Kind = "Policy"       // a plan, a rule, a notice
	KindRecognition  Kind = "Recognition"  // a title that enterprises are given
	KindFundingEvent Kind = "FundingEvent" // a round, an acquisition, a listing, a fund's investment
	KindProject      Kind = "Project"      // a pilot, a selected solution, a construction
	KindNeed         Kind = "Need"         // what a sector or an enterprise seeks
	KindContribution Kind = "Contribution" // vulnerabilities or intelligence reported
	KindFinding      Kind = "Finding"      // what a test, an assessment or a record found of a thing that is rated
	KindScheme       Kind = "Scheme"       // rules of an evaluation or a list, in one version
	KindRun          Kind = "Run"          // one computation under a scheme
	KindRating       Kind = "Rating"       // what a run says of one subject
	KindCreditCase   Kind = "CreditCase"   // a case of the credit system
	KindListEdition  Kind = "ListEdition"  // one edition of a published list
)

// The edge types of the [Standard] vocabulary.
const (
	EdgePartOf         = "PART_OF"         // segment → segment or chain
	EdgeFeeds          = "FEEDS"           // upstream segment → downstream segment
	EdgeInSegment      = "IN_SEGMENT"      // product or enterprise → segment
	EdgeMakes          = "MAKES"           // enterprise → product
	EdgeLocatedIn      = "LOCATED_IN"      // → park, region
	EdgeSupplies       = "SUPPLIES"        // enterprise → enterprise, for a segment
	EdgeComponentOf    = "COMPONENT_OF"    // product → product that it goes into
	EdgeVariantOf      = "VARIANT_OF"      // product → more general product
	EdgeOwns           = "OWNS"            // holder → what it holds a share of
	EdgeRaised         = "RAISED"          // who received the capital → event
	EdgeInvestedIn     = "INVESTED_IN"     // who gave the capital → event
	EdgeCooperatesWith = "COOPERATES_WITH" // among enterprises and institutions
	EdgeServes         = "SERVES"          // → sector
	EdgeRecognisedBy   = "RECOGNISED_BY"   // → recognition
	EdgeListedIn       = "LISTED_IN"       // → list edition
	EdgeContributed    = "CONTRIBUTED"     // who reported → contribution
	EdgeSeeks          = "SEEKS"           // who seeks → need
	EdgeTakesPartIn    = "TAKES_PART_IN"   // enterprise or institution → project
	EdgeConcerns       = "CONCERNS"        // what a need, a project, a policy, … is about
	EdgeMeasures       = "MEASURES"        // finding → what it was found of
	EdgeRates          = "RATES"           // rating → what it rates
	EdgeResultOf       = "RESULT_OF"       // rating or list edition → run
	EdgeApplies        = "APPLIES"         // run, list edition or case → scheme
)

// The properties of the [Standard] vocabulary that code refers to: those of
// keys, names and the figures that have a meaning beyond their declaration.
const (
	PropOwnID             = "ownId" // the source's own identifier, of every kind that is imported
	PropCode              = "code"
	PropName              = "name"
	PropChain             = "chain" // of a segment: the chain's code or name
	PropCreditCode        = "creditCode"
	PropStockCode         = "stockCode"
	PropLegalName         = "legalName"
	PropFormerNames       = "formerNames"
	PropShortName         = "shortName"
	PropEnglishName       = "englishName"
	PropAliases           = "aliases"
	PropKind              = "kind"
	PropStage             = "stage"
	PropStatus            = "status"
	PropTier              = "tier"
	PropKeyLink           = "keyLink"
	PropDate              = "date"
	PropRound             = "round"
	PropAmount            = "amount"
	PropYear              = "year"
	PropNumber            = "number"
	PropVersion           = "version"
	PropRegion            = "region"
	PropFounded           = "founded"
	PropLaunched          = "launched"
	PropWebsite           = "website"
	PropRegisteredCapital = "registeredCapital"
	PropRevenue           = "revenue"
	PropEmployees         = "employees"
	PropRDSpend           = "rdSpend"
	PropItem              = "item"     // of a finding: the name by which schemes ask for it
	PropMeasured          = "measured" // of a finding: its value

	// Attributes of edges.
	PropRole         = "role"
	PropMarketShare  = "marketShare"
	PropRevenueShare = "revenueShare"
	PropShare        = "share"
	PropPrimary      = "primary"
	PropBasis        = "basis"
)

// CodeCountry is, among kinds of enterprises, what stands for all of a country or
// region: sources tell the share of a country as they tell that of a company. It is
// no vendor, and has those of its country in it, so it is counted apart from them.
const CodeCountry = "country"

// The code lists of the [Standard] vocabulary.
const (
	ListRegion           = "region"
	ListCountry          = "country"
	ListCurrency         = "currency"
	ListExchange         = "exchange"
	ListTier             = "tier"
	ListStage            = "stage"
	ListRound            = "round"
	ListTrust            = "trust"
	ListBasis            = "basis"
	ListRole             = "role"
	ListInvestorRole     = "investorRole"
	ListProjectRole      = "projectRole"
	ListEnterpriseKind   = "enterpriseKind"
	ListEnterpriseStatus = "enterpriseStatus"
	ListProductKind      = "productKind"
	ListParkKind         = "parkKind"
	ListParkLevel        = "parkLevel"
	ListParkStatus       = "parkStatus"
	ListInstitutionKind  = "institutionKind"
	ListEventKind        = "eventKind"
	ListProjectKind      = "projectKind"
	ListNeedKind         = "needKind"
	ListContributionKind = "contributionKind"
	ListPolicyKind       = "policyKind"
	ListLevel            = "level"
	ListTitleStatus      = "titleStatus"
	ListSchemeKind       = "schemeKind"
	ListFindingKind      = "findingKind"
	ListFindingBasis     = "findingBasis"
	ListAbsence          = "absence"
	ListRatingStatus     = "ratingStatus"
	ListListClass        = "listClass"
	ListCaseClass        = "caseClass"
	ListCaseStatus       = "caseStatus"
)
