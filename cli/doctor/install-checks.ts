import * as t from 'io-ts'
import type { Installed } from '../../hooks/api/installed'
import { Condition } from '../../hooks/api/kubernetes'
import { API_VERSION, VERSION } from '../../hooks/api/names'
import { CrdSchemas, pluralsOf, ServedKinds, titleOf } from '../../hooks/api/other-kinds'
import { VERSION_ANNOTATION } from '../../hooks/api/version'
import { problemOfCrd } from '../../hooks/self-check/crd-problem'
import { otherOperator, POOLS_CRD } from '../../hooks/self-check/other-operator'
import type { Api } from '../cluster/api'
import type { Check, Checked, Finding } from './check'

const NAMESPACE = 'bootc-operator'
const CRDS = '/apis/apiextensions.k8s.io/v1/customresourcedefinitions'
const INSTALL = 'apply install.yaml of the operator'

const Version = t.type({ gitVersion: t.string }, 'Version')

const Named = t.type(
  {
    metadata: t.intersection([t.type({ name: t.string }), t.partial({ annotations: t.record(t.string, t.string) })]),
  },
  'Named',
)

const Crd = t.intersection(
  [
    Named,
    CrdSchemas,
    t.partial({ status: t.partial({ conditions: t.readonlyArray(t.type({ type: t.string, status: t.string })) }) }),
  ],
  'CustomResourceDefinition',
)

const Deployment = t.intersection(
  [Named, t.partial({ status: t.partial({ availableReplicas: t.number, conditions: t.readonlyArray(Condition) }) })],
  'Deployment',
)

const RESOURCES = { CompositeController: 'compositecontrollers', DecoratorController: 'decoratorcontrollers' } as const

const ok = (says: string): Finding => ({ state: 'ok', says })
const failed = (says: string, todo: string): Finding => ({ state: 'failed', says, todo })

/** Everything else needs it, so that it is no check among others. */
export const serverCheck = async (api: Api, cluster?: string): Promise<Checked> => {
  const version = await api.get(Version, '/version')
  return {
    about: 'API server',
    ...ok(
      `Kubernetes ${version?.gitVersion ?? 'of unknown version'}${cluster === undefined ? '' : `, context ${cluster}`}`,
    ),
  }
}

const crdCheck = (api: Api, name: string): Check => ({
  about: `kind ${name.split('.')[0]}`,
  look: async () => {
    const crd = await api.get(Crd, `${CRDS}/${name}`)
    const version = crd === undefined ? 'missing' : crd.metadata.annotations?.[VERSION_ANNOTATION]
    const problem = problemOfCrd(name, version)
    // The problem says itself what to do.
    if (crd === undefined || problem !== undefined) return { state: 'failed', says: problem ?? 'is missing' }
    const isServed = crd.spec.versions.some(({ name: of, served }) => of === VERSION && served === true)
    const isEstablished = crd.status?.conditions?.some(
      ({ type, status }) => type === 'Established' && status === 'True',
    )
    if (isServed && isEstablished === true) return ok(`${VERSION} is served, version ${version}`)
    return failed(`${VERSION} is not served`, `kubectl describe crd ${name}`)
  },
})

const controllerCheck = (api: Api, { kind, metadata: { name } }: Installed['controllers'][number]): Check => ({
  about: `controller ${name}`,
  look: async () => {
    const found = await api.get(Named, `/apis/metacontroller.k8s.io/v1alpha1/${RESOURCES[kind]}/${name}`)
    if (found !== undefined) return ok('is registered')
    return failed('is not registered', `kubectl -n ${NAMESPACE} logs deploy/bootc-operator -c hooks`)
  },
})

const operatorCheck = (api: Api): Check => ({
  about: 'operator',
  look: async () => {
    const path = `/apis/apps/v1/namespaces/${NAMESPACE}/deployments/bootc-operator`
    const found = await api.get(Deployment, path)
    if (found === undefined) return failed(`there is no Deployment bootc-operator in ${NAMESPACE}`, INSTALL)
    if ((found.status?.availableReplicas ?? 0) > 0) return ok('its pod is available')
    const why = found.status?.conditions?.find(({ type, status }) => type === 'Available' && status !== 'True')?.message
    return failed(`no pod is available${why ? `: ${why}` : ''}`, `kubectl -n ${NAMESPACE} describe pods`)
  },
})

const policyCheck = (api: Api, policies: Installed['policies']): Check => ({
  about: 'admission policies',
  look: async () => {
    const found = await Promise.all(policies.map(({ path }) => api.get(Named, path)))
    // A policy and its binding share a name, and neither is of use without the other.
    const missing = [...new Set(policies.filter((_, at) => found[at] === undefined).map(({ name }) => name))]
    if (missing.length === 0) return ok('all are in force')
    return failed(`are missing, so that a compromised node could speak for others: ${missing.join(', ')}`, INSTALL)
  },
})

/** Whether the API group is this operator's alone: the Go bootc-operator has a kind of the same name in it. */
const groupCheck = (api: Api, crds: Installed['crds']): Check => ({
  about: 'API group',
  look: async () => {
    const [pools, served] = await Promise.all([
      api.get(CrdSchemas, `${CRDS}/${POOLS_CRD}`),
      api.get(ServedKinds, `/apis/${API_VERSION}`),
    ])
    const poolsTitle = pools === undefined ? 'missing' : titleOf(pools)
    const says = otherOperator({ poolsTitle, served: pluralsOf(served) }, crds)
    return says === undefined ? ok('has no kinds of another operator') : { state: 'failed', says }
  },
})

/** Whether everything that this version installs is there; in the order in which one thing needs the other. */
export const installChecks = (api: Api, { crds, controllers, policies }: Installed): ReadonlyArray<Check> => [
  groupCheck(api, crds),
  ...crds.map(name => crdCheck(api, name)),
  ...controllers.map(controller => controllerCheck(api, controller)),
  operatorCheck(api),
  policyCheck(api, policies),
]
