import { parseDuration } from './duration'
import type { Requirement } from './label-selector'
import { parseSelectorText } from './selector-text'

export interface Flags {
  /** Path of the kubeconfig; undefined means the usual search. */
  readonly kubeconfig: string | undefined
  readonly targetLabelSelector: ReadonlyArray<Requirement>
  readonly qps: number
  readonly burst: number
  readonly workers: number
  readonly discoveryIntervalMs: number
  /** Where probes are answered; undefined for nowhere. An empty host means all addresses. */
  readonly probes: { readonly host: string; readonly port: number } | undefined
  /** How long a watch event takes to reach the caches; the driver's own flag. */
  readonly cacheLagMs: number
}

/** Flags of the real command line that mean nothing here, by their beginnings. */
const IGNORED = [
  'leader-election',
  'metrics-address',
  'pprof-address',
  'zap-',
  'events-',
  'cache-flush-interval',
  'apply-strategy-ssa-field-manager',
]

const PLAYED = [
  'kubeconfig',
  'target-label-selector',
  'client-go-qps',
  'client-go-burst',
  'workers',
  'discovery-interval',
  'apply-strategy',
  'health-probe-bind-address',
  'cache-lag',
]

/** Splits `--name=value`, `--name value` and `--name`, each with one or two dashes, as Go's flag package does. */
const valuesOf = (args: ReadonlyArray<string>): ReadonlyMap<string, string> => {
  const values = new Map<string, string>()
  const rest = [...args]
  for (let arg = rest.shift(); arg !== undefined; arg = rest.shift()) {
    const flag = /^--?([a-z][a-z-]*)(?:=(.*))?$/s.exec(arg)
    const name = flag?.[1] ?? arg
    if (!PLAYED.includes(name) && !IGNORED.some(start => name.startsWith(start))) {
      throw new Error(`unknown flag ${arg}; Metacontroller 4.17 has no such flag, or this test driver does not know it`)
    }
    const separate = flag?.[2] === undefined && rest[0] !== undefined && !rest[0].startsWith('-')
    values.set(name, flag?.[2] ?? (separate ? (rest.shift() ?? '') : 'true'))
  }
  return values
}

const numberFrom = (values: ReadonlyMap<string, string>, name: string, preset: number): number => {
  const value = Number(values.get(name) ?? preset)
  if (Number.isNaN(value)) throw new Error(`--${name}=${values.get(name)} is not a number`)
  return value
}

const durationFrom = (values: ReadonlyMap<string, string>, name: string, preset: string): number => {
  const text = values.get(name) ?? preset
  const value = parseDuration(text)
  if (value === undefined) throw new Error(`--${name}=${text} is not a duration; write for example 20s or 100ms`)
  return value
}

/** Reads Go's notation of an address, `:8081`; `0` turns probes off, as in the real one. */
const probesFrom = (text: string | undefined): Flags['probes'] => {
  if (text === undefined || text === '' || text === '0') return undefined
  const [, host = '', port = ''] = /^(.*):(\d+)$/.exec(text) ?? []
  if (port === '') throw new Error(`--health-probe-bind-address=${text} is not an address; write for example :8081`)
  return { host, port: Number(port) }
}

/** Reads the command line of Metacontroller 4.17. Throws an Error that names the flag it cannot accept. */
export const parseFlags = (args: ReadonlyArray<string>): Flags => {
  const values = valuesOf(args)
  const strategy = values.get('apply-strategy') ?? 'dynamic-apply'
  if (strategy !== 'dynamic-apply') {
    throw new Error(`--apply-strategy=${strategy}: this test driver plays dynamic-apply only`)
  }
  return {
    kubeconfig: values.get('kubeconfig'),
    targetLabelSelector: parseSelectorText(values.get('target-label-selector') ?? ''),
    qps: numberFrom(values, 'client-go-qps', 5),
    burst: numberFrom(values, 'client-go-burst', 10),
    workers: numberFrom(values, 'workers', 5),
    discoveryIntervalMs: durationFrom(values, 'discovery-interval', '30s'),
    probes: probesFrom(values.get('health-probe-bind-address')),
    cacheLagMs: durationFrom(values, 'cache-lag', '0'),
  }
}
