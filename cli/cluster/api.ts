import type { KubeConfig } from '@kubernetes/client-node'
import * as E from 'fp-ts/Either'
import type * as t from 'io-ts'
import { cleanTexts } from '../../hooks/api/clean-text'
import { decodeWith } from '../../hooks/api/decode'
import { type ApiError, apiRequest, isApiError, isNotFound, parametersOf } from '../../hooks/ports/api/api-request'
import { commandError, EXIT } from '../exit'

/** What commands ask of the API server, with the rights of the user. */
export interface Api {
  /** Undefined when there is no such object. */
  readonly get: <A>(codec: t.Type<A, unknown, unknown>, path: string) => Promise<A | undefined>
  readonly list: <A>(codec: t.Type<A, unknown, unknown>, path: string) => Promise<ReadonlyArray<A>>
  /** A merge patch; undefined when there is no such object. `dryRun`: all is checked, nothing is stored. */
  readonly patch: (path: string, body: object, dryRun: boolean) => Promise<unknown>
}

export interface ApiOptions {
  readonly timeoutMs: number
  readonly log?: (line: string) => void
}

const PAGE_SIZE = '500'
/**
 * Its edits belong in no Git, and its name does not begin with `kubectl`: Flux takes over the fields of every manager whose
 * name does, and removes those that Git has not (github.com/fluxcd/kustomize-controller, clean-up of field managers).
 */
export const CLI_FIELD_MANAGER = 'bootc-cli'

interface Page {
  readonly items?: ReadonlyArray<unknown> | null
  readonly metadata?: { readonly continue?: string }
}

/**
 * What the API server answered, with every text in it cleaned: much of it was written by agents, registries and kubelets.
 * An object that this program cannot read was most likely written by a newer or older operator.
 */
export const readable = <A>(codec: t.Type<A, unknown, unknown>, path: string, answer: unknown): A => {
  const decoded = decodeWith(codec)(cleanTexts(answer, Number.POSITIVE_INFINITY))
  if (E.isRight(decoded)) return decoded.right
  const problems = decoded.left.join('; ')
  throw commandError(
    EXIT.failed,
    `${path} cannot be read, use the kubectl-bootc of the operator's version: ${problems}`,
  )
}

/** A list that is not found is a kind that the API server does not serve. */
export const apiSentence = (error: ApiError): string => {
  if (error.kind === 'api-unreachable') return `the API server cannot be reached: ${error.message}`
  if (error.status === 404) {
    return `the API server does not know ${error.call.replace(/^\w+ /, '')}: is the operator installed? Try kubectl bootc doctor`
  }
  return error.message === '' ? `${error.call}: ${error.status} ${error.reason}` : error.message
}

const outcomeOf = (error: unknown): string => {
  if (!isApiError(error)) return String(error)
  return error.kind === 'api-refused' ? `${error.status} ${error.reason}` : error.message
}

/** As kubectl prints calls with `-v=6`. */
const loggedRequest = (log: ApiOptions['log']): typeof apiRequest => {
  if (log === undefined) return apiRequest
  return async (config, call) => {
    const from = Date.now()
    const query = call.query === undefined ? '' : `?${parametersOf(call)}`
    const say = (outcome: string): void =>
      log(
        `${call.method} ${config.getCurrentCluster()?.server}${call.path}${query} ${outcome} in ${Date.now() - from} ms`,
      )
    try {
      const answer = await apiRequest<never>(config, call)
      say('ok')
      return answer
    } catch (error) {
      say(outcomeOf(error))
      throw error
    }
  }
}

/** `timeoutMs` bounds each single call; `log` gets a line about each. */
export const apiOf = (config: KubeConfig, { timeoutMs, log }: ApiOptions): Api => {
  const request = loggedRequest(log)
  return {
    get: async (codec, path) => {
      try {
        return readable(codec, path, await request(config, { method: 'GET', path, timeoutMs }))
      } catch (error) {
        if (isNotFound(error)) return undefined
        throw error
      }
    },
    list: async (codec, path) => {
      const items: unknown[] = []
      let token: string | undefined
      do {
        const query = { limit: PAGE_SIZE, continue: token }
        const page = await request<Page>(config, { method: 'GET', path, query, timeoutMs })
        items.push(...(page.items ?? []))
        token = page.metadata?.continue || undefined
      } while (token !== undefined)
      return items.map(item => readable(codec, path, item))
    },
    patch: async (path, body, dryRun) => {
      const query = { fieldManager: CLI_FIELD_MANAGER, dryRun: dryRun ? 'All' : undefined }
      const contentType = 'application/merge-patch+json'
      try {
        return await request(config, { method: 'PATCH', path, query, body, contentType, timeoutMs })
      } catch (error) {
        if (isNotFound(error)) return undefined
        throw error
      }
    },
  }
}
