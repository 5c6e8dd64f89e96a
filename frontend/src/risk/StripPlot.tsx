import { useMemo, useRef, useState, type KeyboardEvent } from 'react'
import { say, useLang, useTexts } from '../i18n/i18n'
import { fitting } from '../capital/FlowPicture'
import { widthOf } from '../map/text'
import { measure, step, type Dot, type Scene } from './layout'
import { keyOf, points, spoken, tokenOf, type Risk } from './risk'

/** The rows of a picture as the layout takes them. */
export function dotsOf(risk: Risk): Dot[] {
  const row = new Map(risk.groups.map((g, i) => [g.id, i]))
  return risk.segments.map((s) => ({ row: row.get(s.group) ?? 0, hhi: s.concentration.hhi, upper: s.concentration.hhiUpper }))
}

/** What a row is called, as far as there is room. */
export function rowLabel(g: Risk['groups'][number], scene: Scene, lang: 'zh' | 'en'): { code: string; name: string } {
  const code = g.code ? `${g.code} ` : ''
  const room = (scene.narrow ? scene.width - 20 : scene.label - 16) - widthOf(code, 12, 'text')
  return { code, name: fitting(say(g.label, lang), room, (s) => widthOf(s, 12, 'text')) }
}

/** Where the name of the chosen point stands: beside it, on the side that has room. */
export function nameAt(x: number, width: number, scene: Scene): { x: number; anchor: 'start' | 'end' | 'middle' } {
  if (x + width / 2 > scene.width - 4) return { x: scene.width - 4, anchor: 'end' }
  if (x - width / 2 < 4) return { x: 4, anchor: 'start' }
  return { x, anchor: 'middle' }
}

/**
 * Segments as points on a logarithmic axis of their index, row by row. Each is a button: arrows go along a row and to the
 * nearest of the next, Enter chooses, Escape lets go.
 */
export function StripPlot({ risk, scene, selected, select }: { risk: Risk; scene: Scene; selected: string; select: (key: string) => void }) {
  const t = useTexts()
  const lang = useLang()
  const svg = useRef<SVGSVGElement>(null)
  const [focused, setFocused] = useState<string | null>(null)
  const dots = useMemo(() => dotsOf(risk), [risk])
  const at = (key: string) => risk.segments.findIndex((s) => keyOf(s.segment) === key)
  const first = scene.dots[0]?.dot
  const roving = [focused, selected].map((k) => (k === null ? -1 : at(k))).find((i) => i >= 0) ?? first
  const key = (e: KeyboardEvent, i: number, id: string) => {
    if (e.key === 'Enter' || e.key === ' ') { e.preventDefault(); select(id === selected ? '' : id) }
    else if (e.key === 'Escape' && selected) { e.preventDefault(); e.stopPropagation(); select('') }
    const to = step(scene, dots, i, e.key)
    if (to === undefined) return
    e.preventDefault()
    svg.current?.querySelector<SVGElement>(`[data-dot="${to}"]`)?.focus()
  }
  const bottom = (scene.rows.at(-1)?.top ?? scene.top) + (scene.rows.at(-1)?.height ?? 0)
  const chosen = scene.dots.find((p) => p.dot === at(selected))
  const chosenOf = chosen ? risk.segments[chosen.dot] : undefined
  const name = chosenOf ? [chosenOf.segment.code, chosenOf.segment.label, chosenOf.concentration.hhi === null ? '' : points(chosenOf.concentration.hhi)].filter(Boolean).join(' ') : ''
  const label = chosen ? nameAt(chosen.x, widthOf(name, 12, 'text') * 1.06, scene) : null // it is bold
  return (
    <svg ref={svg} className="strip" width={scene.width} height={scene.height} viewBox={`0 0 ${scene.width} ${scene.height}`} role="group" aria-label={t.risk.picture}>
      <defs><pattern id="not-computed" width="5" height="5" patternUnits="userSpaceOnUse" patternTransform="rotate(45)"><path d="M0 0V5" className="hatch" /></pattern></defs>
      {scene.field.right > scene.field.left && (
        <g aria-hidden>
          <rect x={scene.field.left} y={scene.top} width={scene.field.right - scene.field.left} height={bottom - scene.top} fill="url(#not-computed)" />
          <text className="tick" x={(scene.field.left + scene.field.right) / 2} y={20} textAnchor="middle">{scene.narrow ? t.states.withheld : t.risk.notComputed}</text>
        </g>
      )}
      <g aria-hidden>
        {scene.ticks.map((k) => (
          <g key={k.value} className={k.limit ? 'limit' : ''}>
            <line x1={k.x} x2={k.x} y1={scene.top - 4} y2={bottom} />
            <text className="tick" x={k.x} y={20} textAnchor={k.x > scene.width - 30 ? 'end' : 'middle'}>{k.value}</text>
          </g>
        ))}
        {scene.rows.map((r, i) => {
          const g = risk.groups[i]
          if (!g) return null
          const { code, name: words } = rowLabel(g, scene, lang)
          return (
            <g key={g.id}>
              <line className="row-line" x1={scene.narrow ? 6 : scene.field.left} x2={scene.width - 6} y1={r.y + measure.r + 2} y2={r.y + measure.r + 2} />
              <text className="row-label" x={scene.narrow ? 6 : scene.label - 10} y={r.label} textAnchor={scene.narrow ? 'start' : 'end'}><tspan className="code">{code}</tspan>{words}</text>
            </g>
          )
        })}
        <text className="tick" x={scene.axis.right + measure.r} y={scene.height - 8} textAnchor="end">{t.risk.axis}</text>
      </g>
      {scene.dots.map((p) => (p.upper === null ? null : <line key={p.dot} className="upper" x1={p.x} x2={p.upper} y1={p.y} y2={p.y} aria-hidden />))}
      {scene.dots.map((p) => {
        const s = risk.segments[p.dot]
        if (!s) return null
        const id = keyOf(s.segment)
        return (
          <g
            key={id} data-dot={p.dot} role="button" tabIndex={p.dot === roving ? 0 : -1} aria-label={spoken(s, t, lang)} aria-pressed={id === selected}
            className={`dot${s.concentration.hhi === null ? ' none' : ''}${id === selected ? ' on' : ''}`}
            onClick={() => { setFocused(id); select(id === selected ? '' : id) }} onFocus={() => { setFocused(id) }} onKeyDown={(e) => { key(e, p.dot, id) }}
          >
            <title>{spoken(s, t, lang)}</title>
            <circle className="hit" cx={p.x} cy={p.y} r={measure.step / 2} />
            <circle cx={p.x} cy={p.y} r={id === selected ? measure.r + 0.5 : measure.r} style={s.concentration.hhi === null ? undefined : { fill: `var(--${tokenOf(s.concentration.band)})` }} />
          </g>
        )
      })}
      {chosen && label && <text className="chosen" aria-hidden x={label.x} y={chosen.y - 9} textAnchor={label.anchor}>{name}</text>}
    </svg>
  )
}

/** What the colours of points mean. */
export function Legend({ risk }: { risk: Risk }) {
  const t = useTexts()
  const { moderate, high, including } = risk.limits
  return (
    <span className="key">
      <span><i style={{ background: 'var(--c0)' }} />{t.risk.bands.LOW} {including ? '<' : '≤'} {moderate}</span>
      <span><i style={{ background: 'var(--c2)' }} />{t.risk.bands.MODERATE}</span>
      <span><i style={{ background: 'var(--c4)' }} />{t.risk.bands.HIGH} {'>'} {high}</span>
      {risk.unsure > 0 && <span><i className="line-key" />{t.risk.upperKey}</span>}
      {risk.computed < risk.total && <span><i className="none" />{t.risk.notComputed}</span>}
    </span>
  )
}
