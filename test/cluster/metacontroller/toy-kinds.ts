import type { ToyObject } from './toy-hooks'

export const API_VERSION = 'toy.example.com/v1'
export const PARENTS = '/apis/toy.example.com/v1/parents'
export const CHILDREN = '/apis/toy.example.com/v1/children'
export const RELATIVES = '/apis/toy.example.com/v1/relatives'
export const COMPOSITES = '/apis/metacontroller.k8s.io/v1alpha1/compositecontrollers'
export const DECORATORS = '/apis/metacontroller.k8s.io/v1alpha1/decoratorcontrollers'

const crd = (kind: string, plural: string): string => `
apiVersion: apiextensions.k8s.io/v1
kind: CustomResourceDefinition
metadata: { name: ${plural}.toy.example.com }
spec:
  group: toy.example.com
  scope: Cluster
  names: { kind: ${kind}, plural: ${plural} }
  versions:
    - name: v1
      served: true
      storage: true
      subresources: { status: {} }
      schema:
        openAPIV3Schema:
          type: object
          properties:
            spec: { type: object, x-kubernetes-preserve-unknown-fields: true }
            status: { type: object, x-kubernetes-preserve-unknown-fields: true }
`

/** Three cluster-scoped kinds whose spec and status may hold anything. */
export const TOY_CRDS = [crd('Parent', 'parents'), crd('Child', 'children'), crd('Relative', 'relatives')].join('---')

type Fields = Readonly<Record<string, unknown>>

export const aParent = (name: string, spec: Fields = {}): Fields => ({
  apiVersion: API_VERSION,
  kind: 'Parent',
  metadata: { name, labels: { case: name } },
  spec,
})

export const aChild = (name: string, spec: Fields = {}, labels?: Readonly<Record<string, string>>): Fields => ({
  apiVersion: API_VERSION,
  kind: 'Child',
  metadata: { name, ...(labels === undefined ? {} : { labels }) },
  spec,
})

export const aRelative = (name: string, labels: Readonly<Record<string, string>>): Fields => ({
  ...aChild(name, {}, labels),
  kind: 'Relative',
})

export const hook = (url: string): Fields => ({ version: 'v2', webhook: { url, timeout: '120s' } })

/** A composite controller of the parents labelled `case: <name>`, with children changed in place. */
export const aComposite = (name: string, sync: string, changes: Fields = {}): Fields => ({
  apiVersion: 'metacontroller.k8s.io/v1alpha1',
  kind: 'CompositeController',
  metadata: { name, labels: { instance: 'main' } },
  spec: {
    generateSelector: true,
    parentResource: {
      apiVersion: API_VERSION,
      resource: 'parents',
      ignoreStatusChanges: true,
      labelSelector: { matchLabels: { case: name } },
    },
    childResources: [{ apiVersion: API_VERSION, resource: 'children', updateStrategy: { method: 'InPlace' } }],
    hooks: { sync: hook(sync) },
    ...changes,
  },
})

/** A decorator of the parents labelled `case: <name>`, with attachments of kind Child changed in place. */
export const aDecorator = (name: string, sync: string, changes: Fields = {}): Fields => ({
  apiVersion: 'metacontroller.k8s.io/v1alpha1',
  kind: 'DecoratorController',
  metadata: { name, labels: { instance: 'main' } },
  spec: {
    resources: [{ apiVersion: API_VERSION, resource: 'parents', labelSelector: { matchLabels: { case: name } } }],
    attachments: [{ apiVersion: API_VERSION, resource: 'children', updateStrategy: { method: 'InPlace' } }],
    hooks: { sync: hook(sync) },
    ...changes,
  },
})

export const namesOf = (map: Readonly<Record<string, ToyObject>> | undefined): ReadonlyArray<string> =>
  Object.keys(map ?? {}).sort()
