import * as t from 'io-ts'
import { Controller } from './controller'
import { Right } from './right'

/**
 * What install.yaml and the controllers of this version say, as it is built into the hook server: what it registers,
 * and what it checks when it starts.
 */
export const Installed = t.type(
  {
    controllers: t.readonlyArray(Controller),
    /** Names of our CRDs. */
    crds: t.readonlyArray(t.string),
    /** Admission policies and their bindings: kind and name for a message, path for a look. */
    policies: t.readonlyArray(t.type({ kind: t.string, name: t.string, path: t.string })),
    rights: t.type({ hooks: t.readonlyArray(Right), metacontroller: t.readonlyArray(Right) }),
  },
  'Installed',
)
export interface Installed extends t.TypeOf<typeof Installed> {}
