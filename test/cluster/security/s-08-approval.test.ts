import assert from 'node:assert/strict'
import { create, type Identity, OURS, patch, setStatus } from '../admission/guarded-cluster'
import { aPool } from '../crd-samples'
import { poolPath } from '../support/views'
import { attackCluster } from './support/attack'

const POOL = 's08'
const OLD = `sha256:${'c'.repeat(64)}`
const SEEN = `sha256:${'d'.repeat(64)}`
const MINE = `sha256:${'e'.repeat(64)}`

interface Pool {
  readonly spec: { readonly image: { readonly approvedDigest?: string } }
  readonly status?: { readonly targetDigest?: string }
}

attackCluster('S-8', 'a pool-operator and an approval of his choice', current => {
  let steers: Identity
  const approve = (approvedDigest: string | null): Promise<string> =>
    patch(steers, poolPath(POOL), { spec: { image: { approvedDigest } } })
  const assertUntouched = async (target: string | undefined): Promise<void> => {
    const pool = await current().world.api.get<Pool>(poolPath(POOL))
    assert.deepEqual([pool?.spec.image.approvedDigest, pool?.status?.targetDigest], [undefined, target])
  }

  before(async () => {
    const { person } = current()
    const editor = await person('s08-edits', 'bootc-pool-editor')
    // Nobody answers there, so that what was seen is what the test says.
    const image = { ref: 's08.registry.invalid/os:stable' }
    assert.equal(await create(editor, `${OURS}/bootcnodepools`, aPool(POOL, { image })), 'done')
    steers = await person('s08-steers', 'bootc-pool-operator')
  })

  it('chooses no digest before the first lookup', async () => {
    assert.match(await approve(MINE), /^403: .*what the operator has seen in the registry, .* which is nothing yet/)
    await assertUntouched(undefined)
  })

  it('chooses no digest but those that were seen later either', async () => {
    // pool-sync writes the status too, so what it would overwrite is asked at once.
    const look = async (): Promise<string> => {
      await setStatus(current(), `bnp/${POOL}`, { targetDigest: OLD, availableDigest: SEEN, updateAvailable: true })
      return approve(MINE)
    }
    assert.match(await look(), /^403: .*you may approve only what the operator has seen in the registry/)
    const pool = await current().world.api.get<Pool>(poolPath(POOL))
    assert.equal(pool?.spec.image.approvedDigest, undefined)
  })
})
