import * as t from 'io-ts'
import { Pod } from '../../api/kubernetes'
import { type ApiError, isApiError, refusalStatus } from '../api/api-request'
import type { Cluster } from '../cluster'
import { type Ask, CONFLICT, decodeOrThrow, NOT_FOUND } from './answers'

const PODS = '/api/v1/pods'
const TOO_MANY_REQUESTS = 429

const PodList = t.type({ items: t.readonlyArray(Pod) }, 'PodList')

/** Why an eviction was refused: the PodDisruptionBudget's own sentence names it and counts its pods. */
const refusalReason = (error: ApiError): string => {
  if (error.kind === 'api-refused' && error.causes !== undefined) return error.causes.join('; ')
  return refusalStatus(error) === TOO_MANY_REQUESTS ? error.message : `${error.call}: ${error.message}`
}

const evict =
  (ask: Ask): Cluster['evict'] =>
  async ({ metadata }, graceSeconds) => {
    const { name, namespace, uid } = metadata
    const gracePeriodSeconds = graceSeconds < 0 ? undefined : graceSeconds
    const deleteOptions = { preconditions: { uid }, gracePeriodSeconds }
    const body = { apiVersion: 'policy/v1', kind: 'Eviction', metadata: { name, namespace }, deleteOptions }
    try {
      await ask({ method: 'POST', path: `/api/v1/namespaces/${namespace}/pods/${name}/eviction`, body })
      return { outcome: 'evicted' }
    } catch (error) {
      const status = refusalStatus(error)
      // 409: the uid no longer matches, so the pod that was meant has gone.
      if (status === NOT_FOUND || status === CONFLICT) return { outcome: 'gone' }
      if (!isApiError(error)) throw error
      return { outcome: 'refused', reason: refusalReason(error) }
    }
  }

/** The pods of one Node, and their eviction. */
export const podCalls = (ask: Ask): Pick<Cluster, 'podsOn' | 'recentPodsOn' | 'evict'> => {
  const list = async (query: Readonly<Record<string, string>>): Promise<ReadonlyArray<Pod>> =>
    decodeOrThrow(PodList, PODS, await ask({ method: 'GET', path: PODS, query })).items
  return {
    podsOn: node => list({ fieldSelector: `spec.nodeName=${node}` }),
    recentPodsOn: node => list({ fieldSelector: `spec.nodeName=${node}`, resourceVersion: '0' }),
    evict: evict(ask),
  }
}
