import * as t from 'io-ts'

const Strings = t.record(t.string, t.string)

const ControllerMeta = t.intersection([
  t.type({ name: t.string }),
  t.partial({ labels: Strings, annotations: Strings, resourceVersion: t.string, generation: t.number }),
])

/** A CompositeController or DecoratorController, as far as it is read. */
export const Controller = t.type(
  {
    apiVersion: t.string,
    kind: t.union([t.literal('CompositeController'), t.literal('DecoratorController')]),
    metadata: ControllerMeta,
    spec: t.UnknownRecord,
  },
  'Controller',
)
export interface Controller extends t.TypeOf<typeof Controller> {}
