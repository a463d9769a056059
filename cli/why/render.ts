import { ago, shownTime } from '../text/age'
import { type Field, fields } from '../text/fields'
import type { Style } from '../text/style'
import type { NodeWhy } from './node-why'

const since = (time: string, now: Date): string => `since ${shownTime(time)} (${ago(time, now)})`

const reasonText = ({ reason, message, since: from, givenUp }: NodeWhy, now: Date): string => {
  if (message !== undefined) return `${reason}: it ${message}${from === undefined ? '' : `, ${since(from, now)}`}`
  return givenUp === undefined
    ? 'nothing is in its way: it runs what it should'
    : 'nothing is in its way: it runs what it ran before, since the target of its pool was given up'
}

const nodeText = ({ ready, cordoned, mark }: NodeWhy): string =>
  [ready ? 'Ready' : 'NotReady', ...(cordoned ? ['cordoned'] : []), ...(mark ? ['has a slot'] : [])].join(', ')

const markText = ({ mark, pool }: NodeWhy, now: Date): string | undefined => {
  if (mark === undefined) return undefined
  const by = `pool ${pool}, ${since(mark.since, now)}`
  return mark.uncordon
    ? `cordoned by ${by}; the cordon ends with the update`
    : `taken by ${by}; it was cordoned before and stays so`
}

const imageText = (image: string | undefined, { target, givenUp }: NodeWhy): string | undefined => {
  if (image !== undefined && image === givenUp?.image) return 'the target that was given up'
  if (image !== target) return image
  return givenUp === undefined ? 'the target' : 'the image of the rollback'
}

const alikeText = ({ alike = [] }: NodeWhy): string | undefined => {
  if (alike.length === 0) return undefined
  const names = alike.length > 10 ? `${alike.slice(0, 10).join(', ')} …` : alike.join(', ')
  return `${alike.length === 1 ? '1 other node' : `${alike.length} other nodes`} failed in the same way: ${names}`
}

export const whyTitle = ({ node, phase, pool }: NodeWhy): string => `${node} is ${phase} in pool ${pool}`

export const whyFields = (why: NodeWhy, now: Date): ReadonlyArray<Field> => [
  ['reason', reasonText(why, now)],
  ['alike', alikeText(why)],
  ['blocked by', why.blockers],
  ['limit', why.limit],
  ['to do', why.todo],
  ['warning', why.warning],
  ['node', nodeText(why)],
  ['mark', markText(why, now)],
  // An order for a boot that is over says nothing any more.
  ['order', why.phase === 'UpToDate' || why.phase === 'RolledBack' ? undefined : why.step],
  ['agent', why.agent ?? 'has not reported'],
  ['host', why.host],
  ['target', why.givenUp === undefined ? why.target : `${why.givenUp.image}, given up: ${why.givenUp.why}`],
  ['rollback', why.givenUp && why.target],
  ['booted', imageText(why.booted, why)],
  ['staged', imageText(why.staged, why)],
]

export const renderWhy = (why: NodeWhy, now: Date, style: Style): ReadonlyArray<string> => [
  style.paint('bold', whyTitle(why)),
  ...fields(whyFields(why, now), style),
]
