import { firstFew } from '../../hooks/api/first-few'
import { shortDigest } from '../../hooks/api/image'
import { drawnAs } from '../phases'
import { rolledBackText } from '../rolled-back'
import { ago, shownTime, until } from '../text/age'
import { bar } from '../text/bar'
import type { Style } from '../text/style'
import { hanging } from '../text/wrap'
import { zoned } from '../text/zoned'
import { collapsed, isGroup, type NodeGroup } from './collapse'
import type { Estimate } from './estimate'
import { type NodeStatus, type PoolStatus, targetText } from './pool-status'

const NODE_CELLS = 10
const POOL_CELLS = 30
/** A reason that would have less room than this beside its node goes below it. */
const LEAST_ROOM = 24

const phaseText = (phase: string, text: string, { paint }: Style): string => {
  const colour = drawnAs(phase)?.colour
  return colour === undefined ? text : paint(colour, text)
}

const reasonText = ({ message, since, blockers = [] }: NodeStatus, now: Date): string => {
  if (message === undefined) return ''
  const blocked = blockers.length === 0 ? '' : `; blocked by ${blockers.join('; ')}`
  return `${message}${since === undefined ? '' : `, for ${ago(since, now)}`}${blocked}`
}

interface Columns {
  readonly name: number
  readonly phase: number
  readonly runs: number
  /** The nodes are on their way back. */
  readonly isBack: boolean
}

const nodeBar = (done: number, { isBack }: Columns, style: Style): string =>
  isBack ? bar(0, NODE_CELLS, style, done) : bar(done, NODE_CELLS, style)

/** A row of the tree: what it says stands beside its bar, or below it where there is no room. */
const rowLines = (start: string, text: string, isLast: boolean, { glyphs, width }: Style): ReadonlyArray<string> => {
  const rest = isLast ? '   ' : glyphs.line
  const lines =
    width - start.length - 2 >= LEAST_ROOM
      ? hanging(`${start}  `, text, { width, rest: rest.padEnd(start.length + 2) })
      : [start, ...(text === '' ? [] : hanging(`${rest}  `, text, { width, rest: `${rest}  ` }))]
  return lines.map(line => line.trimEnd())
}

const nodeLines = (node: NodeStatus, isLast: boolean, columns: Columns, now: Date, style: Style) => {
  const { glyphs } = style
  const plain = `${isLast ? glyphs.last : glyphs.branch}${node.node.padEnd(columns.name)}  ${node.phase.padEnd(columns.phase)}  `
  const runs = style.wide ? `  ${(node.runs ?? '').padEnd(columns.runs)}` : ''
  const start = `${plain}${nodeBar(node.done, columns, style)}${runs}`
  const [first = '', ...others] = rowLines(start, reasonText(node, now), isLast, style)
  return [first.replace(node.phase, phaseText(node.phase, node.phase, style)), ...others]
}

/** Names of a group that are shown with what all of them say. */
const MOST_NAMES = 5

const groupLines = ({ phase, names, done, message }: NodeGroup, isLast: boolean, columns: Columns, style: Style) => {
  const { glyphs, width } = style
  const plain = `${isLast ? glyphs.last : glyphs.branch}${`${names.length} nodes`.padEnd(columns.name)}  ${phase.padEnd(columns.phase)}  `
  const start = `${plain}${nodeBar(done, columns, style)}`
  if (message !== undefined) {
    const [first = '', ...others] = rowLines(start, `${message}: ${firstFew(names, MOST_NAMES)}`, isLast, style)
    return [first.replace(phase, phaseText(phase, phase, style)), ...others]
  }
  const text = `${start}  ${names[0]} to ${names.at(-1)}`
  return [text.length <= width ? text : start]
}

/** `in 1 h 28 min (21:00 Europe/Berlin)`. */
const aheadText = (time: string, zone: string, now: Date): string =>
  `in ${until(time, now)} (${zoned(time, zone, now)})`

const estimateText = (estimate: Estimate, zone: string, now: Date): string =>
  'at' in estimate
    ? `estimated end ${aheadText(estimate.at, zone, now)}, by the pace of ${estimate.by}`
    : `no estimate: ${estimate.unknown}`

const headLines = (status: PoolStatus, now: Date, style: Style): ReadonlyArray<string> => {
  const { pool, phase, message, updated, total, available, nextWindow, estimate, startedAt, rolledBack, step } = status
  const { width, paint, glyphs } = style
  const rest = glyphs.line
  const indented = (text: string): ReadonlyArray<string> => hanging(rest, text, { width, rest })
  const shareOf = (nodes: number): number => (total === 0 ? 0 : nodes / total)
  const poolBar = bar(shareOf(updated), POOL_CELLS, style, shareOf(rolledBack?.nodes ?? 0))
  const isDone = phase === 'UpToDate'
  return [
    `${paint('bold', pool)}  ${phaseText(phase, phase, style)}  target ${targetText(status)}`,
    `${rest}${rolledBack === undefined ? poolBar : paint('yellow', poolBar)}  ${updated} of ${total} nodes updated`,
    ...(rolledBack === undefined ? [] : indented(rolledBackText(rolledBack))),
    ...(step === undefined ? [] : indented(step)),
    ...indented(message),
    ...(startedAt === undefined || isDone
      ? []
      : indented(`began ${shownTime(startedAt)} (${ago(startedAt, now)} ago)`)),
    ...(estimate === undefined ? [] : indented(estimateText(estimate, status.timeZone, now))),
    ...(nextWindow === undefined ? [] : indented(`next window ${aheadText(nextWindow, status.timeZone, now)}`)),
    ...(available === undefined
      ? []
      : indented(`available: ${shortDigest(available)}, to be approved: kubectl bootc approve ${pool}`)),
  ]
}

/** A pool and its nodes as a tree. `all`: every node has its line, however many there are. */
export const renderPool = (status: PoolStatus, now: Date, style: Style, all: boolean): ReadonlyArray<string> => {
  const rows = collapsed(status.nodes, all || style.wide === true)
  const columns = {
    name: Math.max(0, ...rows.map(row => (isGroup(row) ? `${row.names.length} nodes` : row.node).length)),
    phase: Math.max(0, ...rows.map(({ phase }) => phase.length)),
    runs: Math.max(0, ...status.nodes.map(({ runs = '' }) => runs.length)),
    isBack: status.rolledBack !== undefined,
  }
  return [
    ...headLines(status, now, style),
    ...rows.flatMap((row, at) => {
      const isLast = at === rows.length - 1
      return isGroup(row) ? groupLines(row, isLast, columns, style) : nodeLines(row, isLast, columns, now, style)
    }),
  ]
}
