import { ChainComputedDocument, ChainJoinedDocument, ChainSuppliedDocument } from '../api/generated'
import { useAsk, useAt } from '../api/use'
import { useLang, useTexts } from '../i18n/i18n'
import { chainName, useFrame } from '../shell/Shell'
import type { Changes } from '../state'
import type { KeyGraph } from './keynodes'

/** Of how many other chains it is asked whether there is anything to see of them. */
const most = 8

/** What is looked at: how concentrated segments are, how much buyers depend on single suppliers, or what holds one of the graphs together. */
type Of = 'concentration' | 'dependency' | KeyGraph

/** Leads from a chain of which there is nothing to see to others of which there is. */
export function Others({ chain, of, set }: { chain: string | null; of: Of; set: (c: Changes) => void }) {
  const frame = useFrame()
  return <>{frame.chains.filter((c) => c.code !== chain && c.id !== chain).slice(0, most).map((c) => <Other key={c.id} chain={c} of={of} set={set} />)}</>
}

function Other({ chain, of, set }: { chain: ReturnType<typeof useFrame>['chains'][number]; of: Of; set: (c: Changes) => void }) {
  const t = useTexts()
  const lang = useLang()
  const at = useAt()
  const key = chain.code ?? chain.id
  const computed = useAsk(ChainComputedDocument, { chain: key, at }, { enabled: of === 'concentration' }).data?.data.chainRisk?.computed
  const supplied = useAsk(ChainSuppliedDocument, { chain: key, at }, { enabled: of === 'dependency' }).data?.data.chainDependency?.total
  const graph = of === 'ENTERPRISES' ? of : 'SEGMENTS'
  const joined = useAsk(ChainJoinedDocument, { chain: key, graph, at }, { enabled: of === graph }).data?.data.chainKeyNodes?.total
  if (!(of === 'concentration' ? computed : of === 'dependency' ? supplied : joined)) return null
  return <button type="button" className="btn primary" onClick={() => { set({ chain: key, seg: undefined, year: undefined, buyer: undefined, of: undefined, node: undefined }) }}>{t.risk.toOther(chainName(chain, lang))}</button>
}
