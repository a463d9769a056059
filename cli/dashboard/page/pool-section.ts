import type { PoolPicture } from '../picture'
import { createBusyList, notMoving, underWay } from './busy-list'
import { createChart } from './chart'
import { element, setText } from './element'
import { createGrid } from './grid'
import { keyed } from './keyed'
import { createLegend } from './legend'
import { createMomentList } from './moment-list'
import { countsOf, type PhaseCount } from './phases'
import { clock, shortAgo, shortUntil } from './times'

const endText = ({ estimate }: PoolPicture, now: number): ReadonlyArray<string> => {
  if (estimate === undefined) return []
  if ('unknown' in estimate) return [`no estimate: ${estimate.unknown}`]
  return [`estimated end ${clock(estimate.at, now)}, in ${shortUntil(estimate.at, now)}, by ${estimate.by}`]
}

const factsOf = (pool: PoolPicture, now: number): ReadonlyArray<string> => [
  `${pool.updated} of ${pool.total} nodes updated`,
  ...(pool.rolledBack ? [pool.rolledBack.text] : []),
  ...(pool.step ? [pool.step] : []),
  ...(pool.startedAt && pool.phase !== 'UpToDate' ? [`began ${shortAgo(pool.startedAt, now)} ago`] : []),
  ...endText(pool, now),
  ...(pool.nextWindow ? [`next window in ${shortUntil(pool.nextWindow, now)}`] : []),
  ...(pool.available ? [`${pool.available} awaits approval: kubectl bootc approve ${pool.pool}`] : []),
]

/** The whole pool in one bar: a part for each phase. */
const createShares = () => {
  const root = element('div', 'shares')
  root.setAttribute('aria-hidden', 'true')
  const draw = keyed<PhaseCount, HTMLSpanElement>(root, {
    key: ({ phase }) => phase,
    create: ({ phase }) => {
      const part = element('span')
      part.dataset['phase'] = phase
      return part
    },
    update: (part, { count }) => {
      part.style.flexGrow = String(count)
    },
  })
  return { root, show: draw }
}

const createHead = () => {
  const root = element('div', 'head')
  const [name, phase, target] = [element('h2'), element('span', 'badge'), element('code')]
  root.append(name, phase, target)
  return {
    root,
    show: (pool: PoolPicture): void => {
      setText(name, pool.pool)
      setText(phase, pool.phase)
      phase.dataset['phase'] = pool.phase
      setText(target, pool.target)
      target.title = pool.rolledBack ? 'a target that was given up' : 'target'
    },
  }
}

/** Everything about one pool. */
export const createPoolSection = (chosen: (node: string) => void) => {
  const root = element('section', 'pool')
  const [message, facts, details, timeline] = [
    element('p', 'message'),
    element('ul', 'facts'),
    element('div', 'details'),
    element('section', 'timeline'),
  ]
  const [head, shares, grid] = [createHead(), createShares(), createGrid(chosen)]
  const lists = element('div', 'lists')
  const [legend, busy, stuck, chart, moments] = [
    createLegend(grid.root),
    createBusyList(underWay, chosen),
    createBusyList(notMoving, chosen),
    createChart(),
    createMomentList(),
  ]
  timeline.append(element('h3', '', 'Timeline'), chart.root, moments.root)
  lists.append(busy.root, stuck.root)
  details.append(lists, timeline)
  root.append(head.root, message, shares.root, facts, legend.root, grid.root, details)
  const drawFacts = keyed<string, HTMLLIElement>(facts, {
    key: text => text.replace(/\d+/g, '#'),
    create: () => element('li'),
    update: setText,
  })
  return {
    root,
    show: (pool: PoolPicture, now: number): void => {
      const counts = countsOf(pool.nodes)
      head.show(pool)
      setText(message, pool.message)
      shares.show(counts)
      drawFacts(factsOf(pool, now))
      legend.show(counts)
      grid.show(pool.nodes)
      busy.show(pool.busy, now)
      stuck.show(pool.stuck, now)
      chart.show(pool, now)
      moments.show(pool.moments, now)
    },
  }
}
