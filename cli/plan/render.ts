import { rolledBackText } from '../rolled-back'
import { fields } from '../text/fields'
import type { Style } from '../text/style'
import { limitText } from './domains'
import { gateText } from './planned-gates'
import type { PoolPlan } from './pool-plan'
import { stepLines } from './steps'

const slotsText = ({ slots: { maxUnavailable, taken } }: PoolPlan): string => {
  const nodes = maxUnavailable === 1 ? '1 node' : `${maxUnavailable} nodes`
  return `${nodes} at once${taken.length === 0 ? '' : `, but these are down already: ${taken.join(', ')}`}`
}

const stagesText = ({ wish, stages: { atOnce, nodes, without, having } }: PoolPlan): string => {
  const what = `${nodes.length === 1 ? '1 node' : `${nodes.length} nodes`}, ${atOnce} at once: ${nodes.join(', ')}`
  if (nodes.length > 0) return wish ? `would download: ${what}` : what
  if (without.length === 0) return 'nothing to download'
  return having === 0 ? 'no node has it' : `nothing to download; without it: ${without.join(', ')}`
}

const orderText = ({ batches, slots, skipped }: PoolPlan): ReadonlyArray<string> => {
  if (batches.length > 0) return batches.map((batch, at) => `${at + 1}. ${batch.join(', ')}`)
  if (skipped.length > 0) return ['nothing: every node that is left is skipped']
  return [slots.taken.length >= slots.maxUnavailable ? 'nothing, no slot is free' : 'nothing is left to do']
}

const blocksText = ({ closed, batches, skipped }: PoolPlan): ReadonlyArray<string> => {
  if (closed.length > 0) return closed.map(({ reason, message }) => `${reason}: ${message}`)
  return [batches.length === 0 && skipped.length > 0 ? 'what each skipped node waits for' : 'nothing']
}

export const renderPlan = (plan: PoolPlan, style: Style): ReadonlyArray<string> => [
  style.paint('bold', `plan of pool ${plan.pool}`),
  ...fields(
    [
      ['image', plan.image],
      ['urgent', plan.urgent && 'windows, steps and gates do not hold it up'],
      ['given up', plan.rolledBack?.why],
      ['rolled back', plan.rolledBack && `${plan.updated.length} run the image, ${rolledBackText(plan.rolledBack)}`],
      ['blocks now', blocksText(plan)],
      ['to do', plan.closed.flatMap(({ todo }) => todo ?? [])],
      ['downloads', plan.rolledBack === undefined ? stagesText(plan) : undefined],
      ['slots', slotsText(plan)],
      ['limits', plan.limits?.map(limitText)],
      ['steps', plan.steps && stepLines(plan.steps)],
      ['gates', plan.gates?.map(gateText)],
      ['order', orderText(plan)],
      ['skipped', plan.skipped.map(({ node, message }) => `${node} ${message}`)],
      ['updated', plan.rolledBack === undefined && plan.updated.length > 0 ? plan.updated.join(', ') : undefined],
    ],
    style,
  ),
  'Nothing was changed.',
]
