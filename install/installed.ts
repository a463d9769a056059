import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { parseAllDocuments } from 'yaml'
import type { Controller } from '../hooks/api/controller'
import type { Installed } from '../hooks/api/installed'
import { sourcesOf } from './kustomization'
import { type ManifestObject, rightsOf } from './rights'

const ADMISSION = '/apis/admissionregistration.k8s.io/v1'
const POLICY_PATHS: Readonly<Record<string, string>> = {
  ValidatingAdmissionPolicy: `${ADMISSION}/validatingadmissionpolicies`,
  ValidatingAdmissionPolicyBinding: `${ADMISSION}/validatingadmissionpolicybindings`,
}
/** The roles whose rights Metacontroller uses; where it is another pod's, they are bound to that one. */
const METACONTROLLER = 'bootc-operator-metacontroller'

export const documentsIn = (file: string): ReadonlyArray<ManifestObject> =>
  parseAllDocuments(readFileSync(file, 'utf8')).map(document => document.toJS() as ManifestObject)

/** Our controllers lie beside Metacontroller's CRDs. */
const controllersIn = (folder: string): ReadonlyArray<Controller> =>
  readdirSync(folder)
    .filter(name => name.endsWith('.yaml'))
    .sort()
    .flatMap(name => documentsIn(join(folder, name)))
    .filter(({ kind }) => kind === 'CompositeController' || kind === 'DecoratorController')
    .map(manifest => manifest as unknown as Controller)

/** What the hook server of this source tree registers and looks for. */
export const installedBy = (manifests: string): Installed => {
  const all = sourcesOf(manifests).files.flatMap(documentsIn)
  const rights = rightsOf(all, { name: 'bootc-operator', namespace: 'bootc-operator' })
  return {
    controllers: controllersIn(join(manifests, 'metacontroller')),
    crds: all
      .filter(({ kind, metadata }) => kind === 'CustomResourceDefinition' && metadata.name.endsWith('.node.bootc.dev'))
      .map(({ metadata }) => metadata.name),
    policies: all.flatMap(({ kind, metadata: { name } }) => {
      const path = POLICY_PATHS[kind]
      return path === undefined ? [] : [{ kind, name, path: `${path}/${name}` }]
    }),
    rights: {
      hooks: rights.filter(({ role }) => role !== METACONTROLLER).map(({ right }) => right),
      metacontroller: rights.filter(({ role }) => role === METACONTROLLER).map(({ right }) => right),
    },
  }
}
