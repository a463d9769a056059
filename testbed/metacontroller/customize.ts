import * as E from 'fp-ts/Either'
import { type ChildMap, cachedJson, childMap } from './child-map'
import type { ControllerSpec } from './controller-spec'
import { readCustomizeAnswer } from './hook-answer'
import { callHook, type HookFailure } from './hook-call'
import type { HookSpec } from './hook-spec'
import type { Informer } from './informer'
import type { Informers } from './informers'
import { type KubernetesObject, kindKey, uidOf } from './kubernetes-object'
import { matchesRule, type RelatedRule, ruleProblem } from './related-rule'
import type { Resources } from './resources'

/** How long an answer of the customize hook counts, in milliseconds. */
const ANSWER_MS = 20 * 60_000

export type Related =
  | { readonly kind: 'related'; readonly objects: ChildMap }
  | { readonly kind: 'related-not-synced' }
  | HookFailure

export interface Customize {
  /** The objects that the customize hook relates to the parent, from the caches. */
  readonly relatedTo: (parent: KubernetesObject) => Promise<Related>
  readonly stop: () => void
}

export interface CustomizeOptions {
  readonly spec: ControllerSpec
  readonly resources: Resources
  readonly informers: Informers
  readonly signal: AbortSignal
  readonly parents: () => ReadonlyArray<KubernetesObject>
  readonly enqueue: (parent: KubernetesObject) => void
}

interface OpenInformer {
  readonly informer: Informer
  readonly close: () => void
}

type Rules = E.Either<HookFailure, ReadonlyArray<RelatedRule>>

export const createCustomize = (options: CustomizeOptions): Customize => {
  const { spec, resources, informers, signal, parents, enqueue } = options
  const answers = new Map<string, { readonly until: number; readonly rules: Promise<Rules> }>()
  const open = new Map<string, OpenInformer>()
  let notifications = Promise.resolve()

  const ask = async (hook: HookSpec, parent: KubernetesObject): Promise<Rules> => {
    const body = `{"controller":${cachedJson(spec.object)},"parent":${cachedJson(parent)}}`
    const answer = await callHook({ hook, body, signal })
    if (E.isLeft(answer)) return answer
    const rules = readCustomizeAnswer(answer.right, hook.strict)
    return E.isRight(rules) ? rules : E.left({ kind: 'failed', message: `customize hook: ${rules.left}` })
  }
  /** One question per uid and generation; a Node has none, so for it the first answer counts. Failures are not kept. */
  const rulesFor = (parent: KubernetesObject): Promise<Rules> => {
    const hook = spec.customize
    if (hook === undefined) return Promise.resolve(E.right([]))
    const key = `${uidOf(parent)}/${parent.metadata.generation ?? 0}`
    const known = answers.get(key)
    if (known !== undefined && known.until > Date.now()) return known.rules
    const rules = ask(hook, parent).then(answer => {
      if (E.isLeft(answer)) answers.delete(key)
      return answer
    })
    answers.set(key, { until: Date.now() + ANSWER_MS, rules })
    return rules
  }
  const notify = async (informer: Informer, changed: ReadonlyArray<KubernetesObject>): Promise<void> => {
    const { apiVersion, plural } = informer.resource
    for (const parent of parents()) {
      const rules = await rulesFor(parent)
      const concerned =
        E.isRight(rules) &&
        rules.right.some(
          rule =>
            rule.apiVersion === apiVersion &&
            rule.resource === plural &&
            ruleProblem(rule) === undefined &&
            changed.some(object => matchesRule(rule, object)),
        )
      if (concerned) enqueue(parent)
    }
  }
  const watchRelated = async (rule: RelatedRule): Promise<Informer | undefined> => {
    const resource = await resources.byPlural(rule.apiVersion, rule.resource)
    if (resource === undefined || signal.aborted) return undefined
    const key = kindKey(resource)
    const known = open.get(key)
    if (known !== undefined) return known.informer
    const { informer, close } = informers.open(resource)
    // One event after another, as in the original: a slow customize hook holds up the later ones.
    const tell = (...changed: KubernetesObject[]): void => {
      notifications = notifications.then(() => notify(informer, changed))
    }
    const unsubscribe = informer.subscribe({
      added: tell,
      updated: (before, after) => {
        if (before.metadata.resourceVersion !== after.metadata.resourceVersion) tell(before, after)
      },
      deleted: tell,
    })
    const release = (): void => {
      unsubscribe()
      close()
    }
    open.set(key, { informer, close: release })
    return informer
  }
  return {
    relatedTo: async parent => {
      const rules = await rulesFor(parent)
      if (E.isLeft(rules)) return rules.left
      const kinds = []
      const objects = []
      for (const rule of rules.right) {
        const problem = ruleProblem(rule)
        if (problem !== undefined) return { kind: 'failed', message: problem }
        const informer = await watchRelated(rule)
        if (informer === undefined) {
          return {
            kind: 'failed',
            message: `can't find resource "${rule.resource}" in apiVersion "${rule.apiVersion}"`,
          }
        }
        if (!informer.hasSynced()) return { kind: 'related-not-synced' }
        kinds.push(informer.resource)
        objects.push(...informer.cache.all().filter(object => matchesRule(rule, object)))
      }
      return { kind: 'related', objects: childMap(kinds, objects) }
    },
    stop: () => {
      for (const { close } of open.values()) close()
    },
  }
}
