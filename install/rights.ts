import type { Right } from '../hooks/api/right'

interface Rule {
  readonly apiGroups: ReadonlyArray<string>
  readonly resources: ReadonlyArray<string>
  readonly verbs: ReadonlyArray<string>
  readonly resourceNames?: ReadonlyArray<string>
}

/** Any object of the manifests, with what roles and bindings have besides. */
export interface ManifestObject {
  readonly kind: string
  readonly metadata: {
    readonly name: string
    readonly namespace?: string
    readonly annotations?: Readonly<Record<string, string>>
  }
  readonly rules?: ReadonlyArray<Rule>
  readonly roleRef?: { readonly kind: string; readonly name: string }
  readonly subjects?: ReadonlyArray<{ readonly kind: string; readonly name: string; readonly namespace?: string }>
}

export interface Account {
  readonly name: string
  readonly namespace: string
}

/** One right, and the role that it comes from. */
export interface RoleRight {
  readonly role: string
  readonly right: Right
}

/** Every right of a rule by itself: each verb on each resource, for each name if there are names. */
const rightsOfRule = (rule: Rule, namespace: string | undefined): ReadonlyArray<Right> =>
  rule.apiGroups.flatMap(group =>
    rule.resources.flatMap(path => {
      const [resource = '', subresource] = path.split('/')
      const what = {
        group,
        resource,
        subresource,
        namespace,
      }
      return rule.verbs.flatMap(
        (verb): ReadonlyArray<Right> =>
          rule.resourceNames === undefined
            ? [{ verb, ...what }]
            : rule.resourceNames.map(name => ({ verb, ...what, name })),
      )
    }),
  )

/** All that the roles in the manifests allow a service account. */
export const rightsOf = (manifests: ReadonlyArray<ManifestObject>, account: Account): ReadonlyArray<RoleRight> =>
  manifests
    .filter(({ subjects = [] }) =>
      subjects.some(
        ({ kind, name, namespace }) =>
          kind === 'ServiceAccount' && name === account.name && namespace === account.namespace,
      ),
    )
    .flatMap(({ roleRef, metadata: { namespace } }) => {
      const role = manifests.find(
        ({ kind, metadata }) =>
          kind === roleRef?.kind &&
          metadata.name === roleRef.name &&
          (kind === 'ClusterRole' || metadata.namespace === namespace),
      )
      if (role === undefined) throw new Error(`a binding names ${roleRef?.kind} ${roleRef?.name}, which is not there`)
      const name = role.metadata.name
      return (role.rules ?? []).flatMap(rule => rightsOfRule(rule, namespace).map(right => ({ role: name, right })))
    })
