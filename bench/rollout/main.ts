import { parseArgs } from 'node:util'
import { runInLab } from '../run-in-lab'
import { measureRollout } from './measure-rollout'
import { overBudget } from './rollout-budget'
import { reportOf } from './rollout-report'

const { values } = parseArgs({
  options: {
    nodes: { type: 'string', default: '50' },
    'max-unavailable': { type: 'string', default: '10' },
    stage: { type: 'string', default: '0.5' },
    reboot: { type: 'string', default: '2' },
    pods: { type: 'string', default: '0' },
    'pod-seconds': { type: 'string', default: '3' },
    keep: { type: 'boolean', default: false },
  },
})

const positive = (name: 'nodes' | 'max-unavailable' | 'stage' | 'reboot'): number => {
  const value = Number(values[name])
  if (!(value > 0)) throw new Error(`--${name} ${values[name]}: expected a number above 0`)
  return value
}

const [perNode, endSeconds] = [Number(values.pods), Number(values['pod-seconds'])]
if (!(perNode >= 0 && endSeconds > 0))
  throw new Error('--pods: expected how many each node has; --pod-seconds: a number above 0')

const work = {
  pods: perNode > 0 ? { perNode, endSeconds } : undefined,
  nodes: positive('nodes'),
  maxUnavailable: positive('max-unavailable'),
  stageSeconds: positive('stage'),
  rebootSeconds: positive('reboot'),
}

runInLab({
  name: 'rollout',
  hookEnv: { LOG_LEVEL: 'debug' },
  keepsLogs: values.keep,
  measure: async (lab, dir) => {
    const result = await measureRollout(lab, dir, work)
    console.log(reportOf(result))
    return overBudget(result)
  },
})
