import assert from 'node:assert/strict'
import type { ControlPlane } from '../../../testbed/control-plane/control-plane'

/** The field manager of Flux. */
const FLUX = 'kustomize-controller'

interface Entry {
  readonly manager: string
  readonly operation: 'Apply' | 'Update'
  readonly subresource?: string
  readonly fieldsV1: Fields
}
interface Fields {
  readonly [field: string]: Fields
}

const united = (a: Fields, b: Fields): Fields => {
  const all: Record<string, Fields> = { ...a }
  for (const [field, below] of Object.entries(b)) all[field] = united(a[field] ?? {}, below)
  return all
}

/**
 * What one reconciliation of Flux does with an object that Git has. Its source says (github.com/fluxcd/kustomize-controller,
 * apply options of the Kustomization controller, and fluxcd/pkg/ssa; summer 2026): what managers whose names begin with
 * `kubectl` wrote becomes Flux's own, and then a forced server-side apply of what Git has removes of it what Git has not.
 */
export const reconcileAsFlux = async (
  { kubectl, apply }: Pick<ControlPlane, 'kubectl' | 'apply'>,
  resource: string,
  inGit: object,
): Promise<void> => {
  const { stdout } = await kubectl('get', resource, '-o', 'json', '--show-managed-fields', '--ignore-not-found')
  const { metadata } = JSON.parse(stdout || '{"metadata":{"managedFields":[]}}') as {
    readonly metadata: { readonly managedFields: ReadonlyArray<Entry> }
  }
  const isTaken = ({ manager, operation, subresource }: Entry): boolean =>
    subresource === undefined &&
    (manager.startsWith('kubectl') || manager === 'before-first-apply' || (manager === FLUX && operation === 'Apply'))
  const taken = metadata.managedFields.filter(isTaken)
  if (taken.some(({ manager }) => manager !== FLUX)) {
    const fieldsV1 = taken.map(({ fieldsV1: fields }) => fields).reduce(united)
    const own = { ...taken[0], manager: FLUX, operation: 'Apply', fieldsV1 }
    const value = [...metadata.managedFields.filter(entry => !isTaken(entry)), own]
    const operations = JSON.stringify([{ op: 'replace', path: '/metadata/managedFields', value }])
    const patched = await kubectl('patch', resource, '--type=json', '-p', operations)
    assert.equal(patched.code, 0, patched.stderr)
  }
  const flags = ['--server-side', '--force-conflicts', `--field-manager=${FLUX}`]
  const applied = await apply(JSON.stringify(inGit), ...flags)
  assert.equal(applied.code, 0, applied.stderr)
}

/**
 * What one sync of Argo CD does with ServerSideApply=true: a forced server-side apply under its own manager
 * (argo-cd.readthedocs.io, Sync Options). Without that option it is a client-side apply, which leaves alone what Git has not too.
 */
export const syncAsArgo = async ({ apply }: Pick<ControlPlane, 'apply'>, inGit: object): Promise<void> => {
  const flags = ['--server-side', '--force-conflicts', '--field-manager=argocd-controller']
  const { code, stderr } = await apply(JSON.stringify(inGit), ...flags)
  assert.equal(code, 0, stderr)
}
