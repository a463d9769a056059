import * as E from 'fp-ts/Either'
import type { ClosedGate } from '../../api/bootc-rollout'
import { cleanText } from '../../api/clean-text'
import { errorText } from '../../api/error-text'
import type { RolloutGate } from '../../api/rollout-gate'
import type { Secret } from '../../api/secret'
import { wholeSeconds } from '../../api/whole-seconds'
import type { Cluster } from '../../ports/cluster'
import type { PrometheusQuestion } from '../../ports/prometheus'
import { FRESH_MS, type PrometheusQueries } from '../../ports/prometheus-queries'
import { asksGates } from '../decide/asks-gates'
import { closedBecause } from '../decide/closed-because'
import { gateMessage } from '../decide/gate-message'
import { prometheusAccess } from '../decide/gate-secret'
import { type Plan, planRollout } from '../decide/plan'
import type { Observed } from '../observed'

export interface GatePorts {
  readonly cluster: Pick<Cluster, 'readSecret'>
  readonly queries: PrometheusQueries
  /** The operator's own, where the Secrets of gates are. */
  readonly namespace: string
  readonly now: () => Date
}

/** When an answer that is awaited is asked for again, in ms. */
const AWAITED_MS = 2000

/** Characters of why a Secret could not be read. */
const MOST_PROBLEM = 200

/** Why a gate is closed, undefined when it is open, and when it is to be asked again, in ms since 1970. */
interface Asked {
  readonly because: string | undefined
  readonly againAt: number
}

type SecretReader = (name: string) => Promise<E.Either<string, Secret | 'missing' | 'forbidden'>>

/** Each Secret is read once in a call. */
const secretReader = ({ cluster, namespace }: GatePorts): SecretReader => {
  const reads = new Map<string, ReturnType<SecretReader>>()
  const read: SecretReader = name =>
    cluster.readSecret({ namespace, name }).then(E.right, error => {
      const problem = cleanText(errorText(error), MOST_PROBLEM)
      return E.left(`Secret ${name} in ${namespace} cannot be read: ${problem}`)
    })
  return name => {
    const known = reads.get(name) ?? read(name)
    reads.set(name, known)
    return known
  }
}

/** A url of the pool is asked without a token: a credential says itself where it goes. */
const questionOf = async (
  { prometheus: { url = '', secretRef, query } }: RolloutGate,
  { namespace }: GatePorts,
  secretNamed: SecretReader,
): Promise<E.Either<string, PrometheusQuestion>> => {
  if (secretRef === undefined) return E.right({ url, query })
  const { name } = secretRef
  const secret = await secretNamed(name)
  const access = E.isLeft(secret) ? secret : prometheusAccess(secret.right, { namespace, name })
  return E.isLeft(access) ? access : E.right({ ...access.right, query })
}

const askGate = async (gate: RolloutGate, ports: GatePorts, secretNamed: SecretReader): Promise<Asked> => {
  const question = await questionOf(gate, ports, secretNamed)
  if (E.isLeft(question)) return { because: question.left, againAt: ports.now().getTime() + FRESH_MS }
  const known = await ports.queries.ask(question.right)
  const now = ports.now()
  const { last, awaitedSince } = known
  return {
    because: closedBecause(known, { secret: gate.prometheus.secretRef?.name, now }),
    againAt:
      last === undefined || awaitedSince !== undefined
        ? now.getTime() + AWAITED_MS
        : Math.max(now.getTime(), last.at + FRESH_MS),
  }
}

/** What was planned, and what was observed with the gates that are closed. */
export interface Gated {
  readonly observed: Observed
  readonly plan: Plan
}

const earliest = (...times: ReadonlyArray<number | undefined>): number | undefined => {
  const known = times.flatMap(time => time ?? [])
  return known.length === 0 ? undefined : Math.min(...known)
}

/** Plans the rollout; where a node would start, the gates are asked first, all at once. */
export const planWithGates = async (ports: GatePorts, seen: Observed): Promise<Gated> => {
  const observed = { ...seen, closedGates: [] }
  const plan = planRollout(observed)
  if (!asksGates(observed, plan)) return { observed, plan }
  const { rollout, spec, now } = observed
  const secretNamed = secretReader(ports)
  const asked = await Promise.all(
    (spec.rollout.gates ?? []).map(async gate => ({ id: gate.id, ...(await askGate(gate, ports, secretNamed)) })),
  )
  const closed = asked.filter(({ because }) => because !== undefined)
  if (closed.length === 0) return { observed, plan }
  const known = new Map((rollout.status?.gates ?? []).map(gate => [gate.id, gate]))
  const closedGates = closed.map(({ id, because = '' }): ClosedGate => {
    const before = known.get(id)
    return { id, since: before?.since ?? wholeSeconds(now), message: gateMessage(before?.message, because) }
  })
  const held = { ...observed, closedGates }
  const kept = planRollout(held)
  return { observed: held, plan: { ...kept, nextAt: earliest(kept.nextAt, ...closed.map(({ againAt }) => againAt)) } }
}
