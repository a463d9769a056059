import assert from 'node:assert/strict'
import { writeFileSync } from 'node:fs'
import type { OutgoingHttpHeaders } from 'node:http'
import { dirname, join } from 'node:path'
import { KubeConfig } from '@kubernetes/client-node'
import { API_VERSION } from '../../../hooks/api/names'
import { type ApiCall, apiRequest, isApiError } from '../../../hooks/ports/api/api-request'
import { withKeepAlive } from '../../../hooks/ports/api/keep-alive'
import { boundNodeToken } from '../../../testbed/control-plane/bound-token'
import { type ControlPlane, startControlPlane } from '../../../testbed/control-plane/control-plane'
import { installOperator, serviceAccountKubeconfig } from '../../../testbed/lab/install'
import { OPERATOR } from '../support/api'
import { untilEnforced } from './until-enforced'
import { untilGranted } from './until-granted'

export const OURS = `/apis/${API_VERSION}`

/** Who asks, with a token of its own. */
export type Identity = KubeConfig

/** A control plane with our kinds, roles and admission policies, in which nobody acts but the test. */
export interface GuardedCluster {
  readonly controlPlane: ControlPlane
  /** As administrator of the group system:masters; expected to work. */
  readonly kubectl: (...args: ReadonlyArray<string>) => Promise<string>
  readonly operator: Identity
  /** With a token as the kubelet of this Node gives it. */
  readonly agentOn: (node: string) => Promise<Identity>
  /** With a token that names no node. */
  readonly agentAnywhere: Identity
  /** A service account of its own that has this ClusterRole, which counts already. */
  readonly person: (name: string, clusterRole: string) => Promise<Identity>
  /** Impersonated: there is no kubelet whose certificate it could have. */
  readonly kubeletOf: (node: string) => Identity
}

/** What the API server answers to one call: `done`, or the status and what it says. */
export const ask = async (who: Identity, call: ApiCall): Promise<string> => {
  try {
    await apiRequest(who, call)
    return 'done'
  } catch (error) {
    if (!isApiError(error) || error.kind !== 'api-refused') throw error
    return `${error.status}: ${error.message}`
  }
}

/** The answer to a merge patch. */
export const patch = (who: Identity, path: string, body: object): Promise<string> =>
  ask(who, { method: 'PATCH', path, body, contentType: 'application/merge-patch+json' })

/** The answer to a whole object, written back with another spec. Read by `reader`: the operator itself sees most of its kinds by list and watch alone. */
export const replaceSpec = async (
  { reader, writer }: { readonly reader: Identity; readonly writer: Identity },
  path: string,
  change: object,
): Promise<string> => {
  const live = await apiRequest<{ readonly spec: object }>(reader, { method: 'GET', path })
  return ask(writer, { method: 'PUT', path, body: { ...live, spec: { ...live.spec, ...change } } })
}

export const create = (who: Identity, path: string, body: object): Promise<string> =>
  ask(who, { method: 'POST', path, body })

export const remove = (who: Identity, path: string): Promise<string> => ask(who, { method: 'DELETE', path })

export const identityFrom = (kubeconfig: string): Identity => {
  const config = new KubeConfig()
  config.loadFromFile(kubeconfig)
  return withKeepAlive(config)
}

/**
 * Writes a status as the operator, who alone may: with an administrator's right to impersonate. `resource` as kubectl takes
 * it, such as `bnp/workers`.
 */
export const setStatus = async (
  { controlPlane, kubectl }: GuardedCluster,
  resource: string,
  status: object,
): Promise<void> => {
  const object = JSON.parse(await kubectl('get', resource, '-o', 'json'))
  const file = join(dirname(controlPlane.auditLog), `${resource.replace('/', '-')}.json`)
  writeFileSync(file, JSON.stringify({ ...object, status }))
  await kubectl('replace', '--subresource=status', '-f', file, `--as=${OPERATOR}`)
}

const impersonating = (who: Identity, headers: OutgoingHttpHeaders): Identity => {
  const other: Identity = Object.create(who)
  other.applyToHTTPSOptions = async options => {
    await who.applyToHTTPSOptions(options)
    options.headers = { ...options.headers, ...headers }
  }
  return other
}

/** Those who act in a control plane that has our roles and policies already. */
export const identitiesIn = async (controlPlane: ControlPlane): Promise<GuardedCluster> => {
  await untilEnforced(controlPlane)
  await untilGranted(controlPlane)
  const kubectl = async (...args: ReadonlyArray<string>): Promise<string> => {
    const { code, stdout, stderr } = await controlPlane.kubectl(...args)
    assert.equal(code, 0, `kubectl ${args.join(' ')}: ${stderr}`)
    return stdout.trim()
  }
  const withToken = (name: string, token: string): Identity => identityFrom(controlPlane.tokenKubeconfig(name, token))
  const ours = async (account: string): Promise<Identity> =>
    identityFrom(await serviceAccountKubeconfig(controlPlane, account))
  return {
    controlPlane,
    kubectl,
    operator: await ours('bootc-operator'),
    agentOn: async node => {
      const to = { serviceAccount: 'bootc-agent', namespace: 'bootc-operator', node }
      return withToken(`agent-on-${node}`, await boundNodeToken(controlPlane, to))
    },
    agentAnywhere: await ours('bootc-agent'),
    person: async (name, clusterRole) => {
      await kubectl('create', 'serviceaccount', name)
      const role = [`--clusterrole=${clusterRole}`, `--serviceaccount=default:${name}`]
      await kubectl('create', 'clusterrolebinding', name, ...role)
      await untilGranted(controlPlane)
      return withToken(name, await kubectl('create', 'token', name))
    },
    kubeletOf: node =>
      impersonating(identityFrom(controlPlane.kubeconfig), {
        'Impersonate-User': `system:node:${node}`,
        'Impersonate-Group': ['system:nodes', 'system:authenticated'],
      }),
  }
}

export const startGuardedCluster = async (dir: string): Promise<GuardedCluster> => {
  const controlPlane = await startControlPlane({ dir })
  try {
    await installOperator(controlPlane)
    return await identitiesIn(controlPlane)
  } catch (error) {
    await controlPlane.stop()
    throw error
  }
}
