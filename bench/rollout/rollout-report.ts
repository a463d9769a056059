import type { MeasuredRollout } from './measure-rollout'
import { sumOf } from './requests'

const megabytes = (bytes: number): string => `${(bytes / 1024 / 1024).toFixed(0)} MiB`

const METACONTROLLERS: Readonly<Record<MeasuredRollout['metacontroller'], string>> = {
  binary: 'the real one',
  driver: 'the test driver, which is not what users run (METACONTROLLER=PATH names a real one)',
}

const podsOf = ({ pods }: MeasuredRollout): string =>
  pods === undefined ? '' : `, ${pods.perNode} pods on each that take ${pods.endSeconds} s to end`

/** As people read it, and as tables are made from. */
export const reportOf = (result: MeasuredRollout): string => {
  const { nodes, budget, makespan, ideal, enrolled, firstAct, mostUnavailable, requests, hooks, parts } = result
  const perNode = (count: number): string => (count / nodes).toFixed(2)
  const table = (counts: ReadonlyMap<string, number>): ReadonlyArray<string> =>
    [...counts].sort(([, a], [, b]) => b - a).map(([what, count]) => `    ${perNode(count).padStart(6)}  ${what}`)
  const lines = [
    `${nodes} nodes, at most ${budget} unavailable; stage ${result.stageSeconds} s, reboot ${result.rebootSeconds} s${podsOf(result)}; Metacontroller: ${METACONTROLLERS[result.metacontroller]}`,
    `  makespan ${makespan.toFixed(1)} s = ${(makespan / ideal).toFixed(2)} x the ideal ${ideal.toFixed(1)} s; enrolled in ${enrolled.toFixed(1)} s`,
    `  first pull ${firstAct?.toFixed(1) ?? '?'} s after the edit; at most ${mostUnavailable} of ${budget} unavailable at any event; ${result.reboots} reboots`,
    `  API writes per node: ${perNode(sumOf(requests.writes))}`,
    ...table(requests.writes),
    `  API reads per node: ${perNode(sumOf(requests.reads))}`,
    ...table(requests.reads),
    '  hook: calls, MB in, seconds in all, longest ms',
    ...[...hooks].map(
      ([hook, { calls, bytes, millis, longest }]) =>
        `    ${hook}: ${calls}, ${(bytes / 1e6).toFixed(1)}, ${(millis / 1000).toFixed(1)}, ${longest.toFixed(0)}`,
    ),
    '  process: CPU seconds, peak RSS',
    ...parts.map(({ part, cpu, peak }) => `    ${part}: ${cpu.toFixed(1)}, ${megabytes(peak)}`),
  ]
  return lines.join('\n')
}
