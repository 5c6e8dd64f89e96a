import type { Texts } from './zh'

const s = (n: number | string, one: string, many = one + 's') => `${n} ${String(n) === '1' ? one : many}`

/** The texts of the interface in English. */
export const en: Texts = {
  name: 'ChainAtlas',
  other: '中文',
  otherLanguage: '中文',
  nav: { label: 'Main', home: 'Home', map: 'Map', enterprises: 'Enterprises', products: 'Products', parks: 'Parks', funding: 'Funding', institutions: 'Institutions', sectors: 'Sectors', gaps: 'Gaps', changes: 'Changes', quality: 'Data quality', imports: 'Imports', search: 'Search', more: 'More' },
  colon: ': ',
  skip: 'Skip to the content',
  chain: 'Chain',
  allChains: 'All chains',
  search: { label: 'Search enterprises, segments, credit codes', hint: 'Search', none: 'Nothing found', all: (q) => `All results for “${q}”`, pending: (n) => `${n} more are being indexed`, now: 'Search speaks of the latest revision' },
  theme: { toDark: 'Switch to dark', toLight: 'Switch to light' },
  at: {
    label: 'As of', latest: 'latest', title: 'What was known then', none: 'No data yet', old: (r, date) => `You see what was known at ${r} (${date})`, back: 'Back to the latest',
    explain: 'Choose a revision: every page then shows what was known at that time.', changes: (c, u) => `+${c} ~${u}`, revoked: 'taken back', see: 'See what has changed',
  },
  kinds: { DECLARE: 'Declared', IMPORT: 'Import', CURATE: 'Correction', REVOKE: 'Revocation', PUBLISH: 'Publication', REDACT: 'Redaction' },
  kindNames: { REGION: 'Region', CHAIN: 'Chain', SECTOR: 'Sector', SEGMENT: 'Segment', PARK: 'Park', ENTERPRISE: 'Enterprise', INSTITUTION: 'Institution', PRODUCT: 'Product', POLICY: 'Policy', RECOGNITION: 'Recognition', FUNDING_EVENT: 'Funding event', PROJECT: 'Project', NEED: 'Need', CONTRIBUTION: 'Contribution', SCHEME: 'Scheme', RUN: 'Run', RATING: 'Rating', CREDIT_CASE: 'Credit case', LIST_EDITION: 'List edition' },
  line: { date: 'Data as of', revision: 'Revision', placed: 'Placed in segments', sources: 'Source', cite: 'Cite this view', cited: 'Address copied', download: 'Download', unknownDate: 'unknown' },
  states: {
    loading: 'Loading', failed: 'could not be read', rest: 'The rest of the page is not affected.', retry: 'Try again', request: 'request', offline: 'The service cannot be reached', offlineWhy: 'The network is gone or the service does not run; what has been loaded can still be read.',
    notFound: 'There is no such page', notFoundWhy: 'The address is wrong, or what it means is no longer in the graph.', home: 'To the home page', old: 'This record did not exist at that revision', crashed: 'This page failed', unknown: 'unknown', undisclosed: 'undisclosed', withheld: 'not computed', none: '—', empty: 'No records',
  },
  level: { label: 'Level', overview: 'Overview', tier: 'Tier', segment: 'Segment' },
  by: { label: 'Colour by', supply: 'Providers', hhi: 'Concentration', capital: 'Capital', coverage: 'Shares known' },
  edges: { all: 'All links', key: 'Key links only' },
  view: { map: 'Map', table: 'Table' },
  filter: { region: 'Region', stage: 'Stage', kind: 'Kind', park: 'Park', all: 'all', clear: 'Clear filters', find: 'Find on the map', listed: 'Listed', loading: 'Counting…', undecided: (n) => `${n} more cannot be decided, because data are missing` },
  map: {
    title: (chain, segments, empty) => `${chain}: ${s(segments, 'segment')}, ${empty} with no provider recorded`,
    full: (chain, segments, n) => `${chain}: ${s(segments, 'segment')}, ${n} enterprises recorded`,
    filtered: (n, all, segments) => `${n} of ${all} enterprises match, in ${s(segments, 'segment')}`,
    tierTitle: (segments) => s(segments, 'segment'),
    segmentTitle: (n) => `${s(n, 'provider')} recorded`,
    subtitle: (n) => `${n} enterprises placed in segments; one square is one enterprise, deeper colour means more recorded providers`,
    subtitleScale: (n, scale) => `${n} enterprises placed in segments; one square is ${scale} enterprises, deeper colour means more recorded providers`,
    nobody: 'None recorded', nobodyWhy: 'Nobody recorded is not nobody there',
    legend: { supply: 'Colour: providers recorded', hhi: 'Colour: HHI of known shares', capital: 'Colour: funding events', coverage: 'Colour: known shares together', gap: 'none recorded', stated: 'stated', announced: 'announced', inferred: 'inferred', key: 'key link', feeds: 'feeds', into: 'feeds this', outOf: 'fed by this', grey: 'does not match', notComputed: 'too few shares known', scale: (n) => `■ = ${n} enterprises` },
    key: 'K', keyLink: 'Key link',
    tiers: { upstream: 'Upstream', midstream: 'Midstream', services: 'Services', downstream: 'Downstream', none: 'Other' },
    card: (code, name, n, key, from, to) => `${code} ${name}, ${n ? `${s(n, 'provider')} recorded` : 'no provider recorded'}${key ? ', key link' : ''}, fed by ${s(from, 'segment')}, feeds ${s(to, 'segment')}`,
    matching: (n, all) => `, ${n} of ${all} match`,
    upstreamSide: 'Upstream side', downstreamSide: 'Downstream side', unlinked: (n) => `${n} others not linked`, zoomIn: 'Next level', zoomOut: 'Level before', zoomFit: 'Overview',
    stated: (a, b) => `stated ${a} · inferred ${b}`,
    region: 'Chain map: arrow keys move, Enter selects, plus and minus change the level',
    shareUnknown: 'share unknown',
  },
  drawer: {
    open: 'Open page', close: 'Close', providers: 'Providers', stated: 'stated', inferred: 'inferred', hhi: 'HHI', insufficient: 'too few shares', fedBy: 'Fed by', feeds: 'Feeds', known: 'providers recorded', nobody: 'No provider is recorded here', nobodyWhy: 'No source names one. Nobody recorded is not nobody there.', said: 'Who said so', order: 'stated first', product: (n) => `by ${s(n, 'product')}`, more: (n) => `${n} more on the page`, none: 'no known links', why: 'Reason', basis: 'Basis',
  },
  table: { code: 'Code', segment: 'Segment', tier: 'Tier', count: 'Providers', matching: 'Matching', products: 'Products', fedBy: 'Fed by', feeds: 'Feeds', key: 'Key', hhi: 'HHI', share: 'Shares known', no: 'no', yes: 'yes', group: 'Group', columns: 'Columns', rows: (n) => s(n, 'row'), undecided: (n) => `${n} more cannot be decided, because data are missing`, sort: 'Sort', more: 'Load more', shown: (n, all) => `${n} of ${all} loaded`, name: 'Name', clear: 'Clear', textFilter: 'Name or code contains' },
  source: { title: 'Who said so', adopted: 'shown', alternative: 'other', denied: 'denied', conflict: (n) => `${n} values disagree`, since: 'since revision', dataDate: 'Data date', cell: 'cell', sheet: 'Sheet', document: 'Document', curator: 'pinned by a curator', history: 'History', show: 'Source', publisher: 'Publisher', licence: 'Licence', none: 'no source', row: 'row', said: 'last seen in' },
  standing: { STANDS: 'stands', COVERED: 'covered by a newer edition', RETRACTED: 'retracted by its source', REVOKED: 'batch taken back', WAITS: 'waits for a person', OVERRULED: 'overruled by a curator' },
  trust: { UNDECLARED: 'undeclared', OFFICIAL: 'official', VERIFIED: 'verified', MEDIA: 'media', SELF_REPORTED: 'self-reported' },
  enterprise: {
    referred: 'only referred to', figures: 'Key figures', conflicting: 'others say otherwise', byPeriod: 'By period', known: 'What is known', several: 'several values', sources: (n) => s(n, 'source'), batches: 'revisions that speak of it', around: 'Relations', bounded: 'not all are listed', properties: 'Known properties', portfolio: 'Portfolio', segments: 'Segments', share: 'Market share', funding: 'Funding', timeline: 'Funding by time', timelineHow: 'dot: a figure; bar: a range; arrow: at least; dashed ring: undisclosed (log axis)', date: 'Date', raiser: 'Raised by', round: 'Round', amount: 'Amount', investors: 'Investors',
  },
  segment: { onMap: 'See it on the map', byProduct: 'by product', links: 'Linked segments', parts: 'Parts' },
  gaps: {
    title: (chain, n) => `${chain}: ${s(n, 'segment')} by the rule`, how: 'Nobody recorded is not nobody there: these are the segments with few enterprises recorded, and who stands in segments nearby. With a region, they are those where nobody of the region is recorded.', keyOnly: 'Key links only', fewer: 'Recorded fewer than', above: 'Largest share above', anyShare: 'any', near: 'Who stands near (in which segments)', none: 'No segment meets the rule', noneWhy: 'The conditions can be relaxed.', points: (n) => s(n, 'point'), nobodyNear: 'nobody is recorded nearby either', print: 'Print',
  },
  changes: { title: (a, b) => `What changed after ${a}, up to ${b}`, since: 'Since', none: 'Nothing changed', nodes: 'What changed', byKind: 'By kind', members: 'merged or separated', CREATED: 'new', CHANGED: 'changed', REMOVED: 'gone' },
  home: {
    title: (n, c) => `${s(c, 'chain')}, ${n} enterprises recorded`, subtitle: 'Every figure leads back to its cell: press one with a dotted line.', contents: 'What is in it', described: (n) => `${n} of them described`, chains: 'Industry chains', questions: 'Begin here', latest: 'Latest', empty: 'There are no data yet', emptyWhy: 'Import a table to begin: chainatlas import FILE.',
    policymaker: 'Policymaker', investor: 'Investor', evaluator: 'Evaluator', q1: 'Who stands where, and what feeds what?', q2: 'In which key links is nobody of Hunan recorded?', q3: 'Which segments hang on one vendor?', q4: 'Which segments has capital gone to?', q5: 'Who raised money lately, and from whom?', q6: 'Who has the highest revenue?', q8: 'What did the latest data change?', q9: 'Which products are there, and whose?',
  },
  exported: { svg: 'SVG', png: 'PNG', xlsx: 'XLSX', csv: 'CSV', made: 'Chain map export' },
}
