// Rates the firewalls of the example, and takes the release the whole way, by the
// service alone: for tests, measurements and pictures of the pages that show it.

/** Leaves a release that was corrected, with one rating withdrawn, and beside it a draft of another scheme; returns their numbers and whose ratings they are. */
export async function rated(service) {
  const tokens = new Map()
  const as = async (role, query, variables, ...more) => {
    const name = [role, ...more].join(' ')
    if (!tokens.has(name)) tokens.set(name, service.run('token', 'add', `rated-${tokens.size}`, '--role', role, '--expires', '90d', ...more).trim())
    const response = await fetch(`${service.url}/graphql`, { method: 'POST', headers: { 'Content-Type': 'application/json', Authorization: `Bearer ${tokens.get(name)}` }, body: JSON.stringify({ query, variables }) })
    const answer = await response.json()
    if (answer.errors) throw new Error(answer.errors[0].message)
    return answer.data
  }
  const run = async (scheme, segment, reference) => (await as('evaluator', 'mutation($in: RunSchemeInput!) { runScheme(input: $in) { number } }', { in: { scheme, segment, reference, seed: 42, sobol: 64, reason: '示例评价' } })).runScheme.number
  const number = await run('firewall', 'SL:B5', '2025-06-30')
  const draft = await run('managed-detection-response', 'SL:C4', '2025-06-30')
  const step = async (role, act, reason, more = {}, ...of) => (await as(role, 'mutation($in: StepReleaseInput!) { stepRelease(input: $in) { release { ratings { unit name vendor } } } }', { in: { number, act, reason, ...more } }, ...of)).stepRelease.release.ratings
  const about = { environment: '示例环境甲', sample: '示例样本集一，1000 次攻击', tester: '示例测评中心', funding: '自费', conflict: '无', periodFrom: '2025-01-05', periodTo: '2025-03-01' }
  const ratings = await step('evaluator', 'SUBMIT', '送厂商复核', { about })
  const of = (name) => ratings.find((x) => x.name === name)
  const [first, gone] = [of('示例防火墙甲'), of('示例防火墙丁')]
  await step('vendor', 'REPLY', '示例回复：时延应在混合流量下测得，我们的记录为 0.3 ms。', { unit: first.unit }, '--enterprise', first.vendor)
  await step('reviewer', 'REVIEW', '看过证据与厂商回复')
  await service.later(15)
  await step('publisher', 'PUBLISH', '回复期已过')
  const corrected = await run('firewall', 'SL:B5', '2026-09-30')
  await step('publisher', 'CORRECT', '一批证据已超出时限', { run: corrected })
  await step('publisher', 'WITHDRAW', '送检版本与在售版本不同', { unit: gone.unit })
  return { number, corrected, draft, first: first.unit, gone: gone.unit }
}
