// Every page that there is, with something of everything on it.

/** The first node of a list by its name, of the invented ones if there are any, of which more is told: IDs differ from store to store. */
async function first(service, list, more = '') {
  const answer = await fetch(`${service.url}/graphql`, { method: 'POST', headers: { 'Content-Type': 'application/json' }, body: JSON.stringify({ query: `{ list: ${list}(first: 500${more}) { nodes { id label } } }` }) })
  const { nodes } = (await answer.json()).data.list
  const rank = (n) => `${n.label.includes('示例') ? 0 : 1}${n.label}`
  return nodes.sort((a, b) => (rank(a) < rank(b) ? -1 : rank(a) > rank(b) ? 1 : 0))[0].id
}

/** The names and addresses of all pages in a language; of ratings, where rated.js has made some. */
export async function pages(service, lang, ratings = null) {
  const enterprise = await first(service, 'enterprises', ', filter: {property: {name: "revenue", min: "5亿元"}}')
  const of = async (folder, list) => [folder, `/${lang}/${folder}/${await first(service, list)}`]
  return [
    ['home', `/${lang}`],
    ['map', `/${lang}/chains/CS`],
    ['map-selected', `/${lang}/chains/CS?seg=C5`],
    ['map-filtered', `/${lang}/chains/CS?region=110000`],
    ['map-tier', `/${lang}/chains/CS?level=tier&tier=E`],
    ['map-segment', `/${lang}/chains/SL?level=segment&seg=B2`],
    ['map-small', `/${lang}/chains/SL`],
    ['map-concentration', `/${lang}/chains/SL?by=hhi`],
    ['map-table', `/${lang}/chains/CS?view=table`],
    ['map-as-of', `/${lang}/chains/CS?at=r1`],
    ['segment', `/${lang}/segments/${await first(service, 'segments', ', filter: {property: {name: "code", in: ["B2"]}}')}`],
    ['enterprise', `/${lang}/enterprises/${enterprise}`],
    await of('products', 'products'),
    await of('parks', 'parks'),
    await of('institutions', 'institutions'),
    await of('sectors', 'sectors'),
    await of('funding', 'fundingEvents'),
    ...['enterprises', 'products', 'parks', 'institutions', 'sectors', 'projects'].map((f) => [`list-${f}`, `/${lang}/${f}`]),
    ['capital', `/${lang}/funding?chain=SL`],
    ['capital-table', `/${lang}/funding?chain=CS&view=table&width=amount`],
    ['risk', `/${lang}/risk?chain=SL&seg=A3&cut=40`],
    ['risk-dependency', `/${lang}/risk?chain=SL&metric=dependency`],
    ['risk-keynodes', `/${lang}/risk?chain=SL&metric=keynodes&node=B2`],
    ['risk-keynodes-enterprises', `/${lang}/risk?chain=SL&metric=keynodes&graph=enterprises`],
    ['risk-none', `/${lang}/risk?chain=CS`],
    ['funding-overview', `/${lang}/funding?chain=SL&view=lists`],
    ['search', `/${lang}/search?q=${lang === 'zh' ? 'anquan' : 'security'}`],
    ['list-funding', `/${lang}/funding/all`],
    ['parks-provinces', `/${lang}/parks?view=provinces`],
    ['quality', `/${lang}/quality`],
    ['questions', `/${lang}/quality/questions`],
    ['gaps-region', `/${lang}/gaps?region=430000`],
    ['map-compared', `/${lang}/chains/SL?from=r1`],
    ['map-capital', `/${lang}/chains/SL?by=capital`],
    ['map-coverage', `/${lang}/chains/SL?by=coverage`],
    ['map-links', `/${lang}/chains/CS?edges=all`],
    ['gaps', `/${lang}/gaps`],
    ['ratings', `/${lang}/ratings`],
    ['scheme', `/${lang}/ratings/schemes/firewall`],
    ...(ratings ? [
      ['run', `/${lang}/ratings/${ratings.number}?v=${ratings.first}`],
      ['run-draft', `/${lang}/ratings/${ratings.draft}`],
      ['runs-compared', `/${lang}/ratings/compare?from=${ratings.number}&to=${ratings.corrected}`],
      ['release', `/${lang}/ratings/${ratings.number}/release`],
      ['rating', `/${lang}/ratings/${ratings.number}/release/${ratings.first}`],
      ['rating-withdrawn', `/${lang}/ratings/${ratings.number}/release/${ratings.gone}`],
      ['release-as-of', `/${lang}/ratings/${ratings.number}/release?at=r1`],
      ['map-rating', `/${lang}/chains/SL?by=rating`],
      ['map-rating-table', `/${lang}/chains/SL?by=rating&view=table`],
    ] : []),
    ['lists', `/${lang}/lists`],
    ['list-run', `/${lang}/lists/china-gazelle/latest?tab=all`],
    ['list-missing', `/${lang}/lists/oecd-high-growth/latest?tab=insufficient`],
    ['imports', `/${lang}/imports`],
    ['changes', `/${lang}/changes?from=r1`],
  ]
}
