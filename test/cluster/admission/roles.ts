import assert from 'node:assert/strict'
import { waitFor } from '../../../testbed/control-plane/wait-for'
import { aPool } from '../crd-samples'
import { PATIENCE_SECONDS } from '../support/views'
import { ask, create, type GuardedCluster, OURS, patch, remove, replaceSpec } from './guarded-cluster'

const POOLS = `${OURS}/bootcnodepools`
const pool = `${POOLS}/roles`
const PAUSE = { spec: { rollout: { paused: true } } }
const KINDS = ['bootcnodepools', 'bootcrollouts', 'bootcnodeupdates', 'bootcpoolscopes']

const reads = (kind: string) => ({ method: 'GET' as const, path: `${OURS}/${kind}` })

/** What each role lets do: a pool made, paused, changed, reported about and deleted. */
const ROLES: ReadonlyArray<readonly [string, Readonly<Record<string, boolean>>]> = [
  ['view', { create: false, pause: false, edit: false, report: false, delete: false }],
  ['edit', { create: false, pause: false, edit: false, report: false, delete: false }],
  ['admin', { create: false, pause: false, edit: false, report: false, delete: false }],
  ['bootc-pool-viewer', { create: false, pause: false, edit: false, report: false, delete: false }],
  ['bootc-pool-operator', { create: false, pause: true, edit: false, report: false, delete: false }],
  ['bootc-pool-editor', { create: true, pause: true, edit: true, report: false, delete: true }],
  ['cluster-admin', { create: true, pause: true, edit: true, report: false, delete: true }],
]

export const describeRoles = (current: () => GuardedCluster): void => {
  describe('a ClusterRole', () => {
    before(async () => {
      const { controlPlane } = current()
      assert.equal((await controlPlane.apply(JSON.stringify(aPool('roles')))).code, 0)
    })

    for (const [role, want] of ROLES) {
      const may = Object.keys(want).filter(verb => want[verb])
      it(`${role} lets read all our kinds${may.length === 0 ? ' and nothing more' : ` and ${may.join(', ')} pools`}`, async () => {
        const person = await current().person(`role-${role}`, role)
        for (const kind of KINDS) {
          // A controller adds our rules to the roles that Kubernetes has itself, some time after they were installed.
          const look = async () => (await ask(person, reads(kind))) === 'done' || undefined
          await waitFor({ what: `${role} to let read ${kind}`, seconds: PATIENCE_SECONDS, look })
        }
        const answers = {
          create: await create(person, POOLS, aPool(`of-${role}`)),
          pause: await patch(person, pool, PAUSE),
          edit: await patch(person, pool, {
            spec: { rollout: { maxStaging: 2 + ROLES.findIndex(([name]) => name === role) } },
          }),
          report: await patch(person, `${pool}/status`, { status: {} }),
          delete: await remove(person, `${POOLS}/of-${role}`),
        }
        for (const [verb, answer] of Object.entries(answers))
          assert.match(answer, want[verb] ? /^done$/ : /^403: /, verb)
        for (const kind of KINDS.slice(1)) assert.match(await patch(person, `${OURS}/${kind}/a`, {}), /^40[34]: /)
      })
    }

    it('of the operator does not let it change what a pool runs', async () => {
      const { operator } = current()
      assert.match(
        await replaceSpec({ reader: operator, writer: operator }, pool, { image: { ref: 'localhost/mine:a' } }),
        /^403: .*not change spec\.image\.ref/,
      )
      assert.equal(await replaceSpec({ reader: operator, writer: operator }, pool, {}), 'done')
    })
  })
}
