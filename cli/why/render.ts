import { ago, shownTime } from '../text/age'
import { type Field, fields } from '../text/fields'
import type { Style } from '../text/style'
import type { NodeWhy } from './node-why'

const since = (time: string, now: Date): string => `since ${shownTime(time)} (${ago(time, now)})`

const reasonText = ({ reason, message, since: from }: NodeWhy, now: Date): string =>
  message === undefined
    ? 'nothing is in its way: it runs what it should'
    : `${reason}: it ${message}${from === undefined ? '' : `, ${since(from, now)}`}`

const nodeText = ({ ready, cordoned, mark }: NodeWhy): string =>
  [ready ? 'Ready' : 'NotReady', ...(cordoned ? ['cordoned'] : []), ...(mark ? ['has a slot'] : [])].join(', ')

const markText = ({ mark }: NodeWhy, now: Date): string | undefined => {
  if (mark === undefined) return undefined
  const cordon = mark.uncordon ? 'the cordon came with it and goes with it' : 'it was cordoned before and stays so'
  return `${mark.id}, ${since(mark.since, now)}; ${cordon}`
}

export const whyTitle = ({ node, phase, pool }: NodeWhy): string => `${node} is ${phase} in pool ${pool}`

export const whyFields = (why: NodeWhy, now: Date): ReadonlyArray<Field> => [
  ['reason', reasonText(why, now)],
  ['blocked by', why.blockers],
  ['limit', why.limit],
  ['to do', why.todo],
  ['node', nodeText(why)],
  ['mark', markText(why, now)],
  ['order', why.step],
  ['agent', why.agent ?? 'has not reported'],
  ['target', why.target],
  ['booted', why.booted === why.target ? 'the target' : why.booted],
  ['staged', why.staged === why.target ? 'the target' : why.staged],
]

export const renderWhy = (why: NodeWhy, now: Date, style: Style): ReadonlyArray<string> => [
  style.paint('bold', whyTitle(why)),
  ...fields(whyFields(why, now), style),
]
