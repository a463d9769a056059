import type { PoolPicture } from '../picture'
import { element, setText } from './element'
import { clock } from './times'

const SVG = 'http://www.w3.org/2000/svg'
const [WIDTH, HEIGHT] = [600, 110]

const svg = (tag: string, attributes: Readonly<Record<string, string>>): SVGElement => {
  const made = document.createElementNS(SVG, tag)
  for (const [name, value] of Object.entries(attributes)) made.setAttribute(name, value)
  return made
}

/** Corners of a line that rises by a step whenever a node arrives. */
const stepsOf = ({ climb, total }: PoolPicture, end: number): string => {
  const start = climb[0]?.[0] ?? end
  const x = (at: number): string => (((at - start) / Math.max(1, end - start)) * WIDTH).toFixed(1)
  const y = (updated: number): string => (HEIGHT - 2 - (updated / Math.max(1, total)) * (HEIGHT - 6)).toFixed(1)
  return `M0,${y(0)} ${climb.map(([at, updated]) => `H${x(at)} V${y(updated)}`).join(' ')} H${WIDTH}`
}

/** How many nodes had arrived at which time. */
export const createChart = () => {
  const root = element('figure', 'chart')
  const canvas = svg('svg', { viewBox: `0 0 ${WIDTH} ${HEIGHT}`, preserveAspectRatio: 'none', role: 'img' })
  const [area, line] = [svg('path', { class: 'area' }), svg('path', { class: 'line' })]
  canvas.append(area, line)
  const axis = element('figcaption')
  const [from, middle, to] = [element('span'), element('span'), element('span')]
  axis.append(from, middle, to)
  root.append(canvas, axis)
  return {
    root,
    show: (pool: PoolPicture, now: number): void => {
      const [start] = pool.climb
      root.hidden = start === undefined
      if (start === undefined) return
      root.dataset['phase'] = pool.climbsTo
      const end = pool.completedAt === undefined ? now : Math.max(Date.parse(pool.completedAt), start[0])
      const steps = stepsOf(pool, end)
      line.setAttribute('d', steps)
      area.setAttribute('d', `${steps} V${HEIGHT} H0 Z`)
      const { rolledBack, updated, total } = pool
      const text = rolledBack
        ? `${rolledBack.nodes} of ${total} nodes rolled back`
        : `${updated} of ${total} nodes updated`
      canvas.setAttribute('aria-label', `${text} since ${clock(start[0], now)}`)
      setText(from, clock(start[0], now))
      setText(middle, text)
      setText(to, pool.completedAt === undefined ? 'now' : clock(end, now))
    },
  }
}
