import * as t from 'io-ts'
import { firstFew } from '../../hooks/api/first-few'
import { groupedBy } from '../../hooks/api/grouped-by'
import { parseImageReference } from '../../hooks/api/image'
import type { Node } from '../../hooks/api/kubernetes'
import { selectorMatches } from '../../hooks/api/label-selector'
import type { Registry } from '../../hooks/ports/registry'
import type { Api } from '../cluster/api'
import type { ShownPool } from '../cluster/shown-pool'
import type { Check, Finding } from './check'
import type { ListNodes } from './list-nodes'

const DEPLOYMENT = '/apis/apps/v1/namespaces/bootc-operator/deployments/bootc-operator'

const Operator = t.intersection(
  [
    t.type({
      spec: t.type({
        template: t.type({
          spec: t.type({ containers: t.readonlyArray(t.type({ name: t.string, image: t.string })) }),
        }),
      }),
    }),
    t.partial({ status: t.partial({ availableReplicas: t.number }) }),
  ],
  'Deployment',
)

/** Nodes that are named; the others are counted. */
const MOST_NAMED = 3

const architectureOf = ({ status }: Node): string => status?.nodeInfo?.architecture ?? ''

/** The architectures of these Nodes as a list that names some of each. */
const named = (nodes: ReadonlyArray<Node>): string =>
  [...groupedBy(nodes, architectureOf)]
    .map(([architecture, alike]) => {
      const names = alike.map(({ metadata }) => metadata.name)
      return `${architecture} (${firstFew(names, MOST_NAMED)})`
    })
    .join(', ')

/** Whether an image for these architectures runs on Nodes that pools select. */
export const architectureFinding = (
  image: string,
  architectures: ReadonlyArray<string>,
  nodes: ReadonlyArray<Node>,
): Finding => {
  const unfit = nodes.filter(node => !architectures.includes(architectureOf(node)))
  if (unfit.length === 0) return { state: 'ok', says: `${image} is for ${architectures.join(', ')}` }
  return {
    state: 'failed',
    says: `${image} is for ${architectures.join(', ')} alone, and pools select Nodes that are ${named(unfit)}`,
    todo: 'no agent can run there: install an image that is for them too',
  }
}

/**
 * Whether the operator's image, which its agents run too, exists for every Node that a pool selects: named before a pod of it
 * is scheduled there. Its registry is asked without an account, and only where what runs already does not answer the question.
 */
export const architectureCheck = (
  api: Api,
  {
    pools,
    listNodes,
    registry,
  }: { readonly pools: ReadonlyArray<ShownPool>; readonly listNodes: ListNodes; readonly registry: Registry },
): Check => ({
  about: "the operator's image",
  look: async () => {
    const [all, operator] = await Promise.all([listNodes(), api.get(Operator, DEPLOYMENT)])
    const image = operator?.spec.template.spec.containers.find(({ name }) => name === 'hooks')?.image
    const known = all.filter(node => architectureOf(node) !== '')
    const nodes = known.filter(({ metadata }) =>
      pools.some(({ spec }) => selectorMatches(spec.nodeSelector, metadata.labels ?? {})),
    )
    if (image === undefined || nodes.length === 0) return { state: 'ok', says: 'no Node has to run it' }
    const isOne = new Set(known.map(architectureOf)).size === 1
    if (isOne && (operator?.status?.availableReplicas ?? 0) > 0)
      return { state: 'ok', says: `runs, and all Nodes are ${known.map(architectureOf)[0]}` }
    const reference = parseImageReference(image)
    const found = reference && (await registry.lookup(reference, undefined))
    if (found?.outcome === 'found' && found.architectures.length > 0)
      return architectureFinding(image, found.architectures, nodes)
    const why = found?.outcome === 'failed' ? found.message : `${image} does not say`
    return {
      state: 'warning',
      says: `what architectures it is for cannot be read from here (${why}), and pools select Nodes that are ${named(nodes)}`,
    }
  },
})
