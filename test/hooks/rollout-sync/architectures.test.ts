import assert from 'node:assert/strict'
import { aMember, being, marked } from '../../builders/a-member'
import { aRollout, withSettings, withSpec } from '../../builders/a-rollout'
import { anUpdate, rebootOrder, reporting, running, silent, staged } from '../../builders/an-update'
import { NEW } from '../../builders/digests'
import { aCount } from '../../builders/settings'
import { ATTEMPT, MARK, syncScene } from '../failures/one-sync'

const forOnly = (...architectures: ReadonlyArray<string>) => withSpec({ architectures })
const on = (architecture: string) => being({ architecture })
const ready = { member: aMember('n1'), update: anUpdate('n1', staged()) }
const failures = ({ failed = [] }: { readonly failed?: ReadonlyArray<{ node: string; reason: string }> }) =>
  failed.map(({ node, reason }) => `${node} ${reason}`)

describe('a node whose architecture the image does not exist for', () => {
  const lacking = [
    { name: 'fails', update: anUpdate('n2') },
    { name: 'fails before its agent has reported', update: anUpdate('n2', silent) },
    { name: 'fails although it is said to have the image', update: anUpdate('n2', staged()) },
  ]
  for (const { name, update } of lacking) {
    it(`${name}, by name, and no other is drained`, async () => {
      const nodes = [ready, { member: aMember('n2', on('arm64')), update }]
      const { status, did, orders } = await syncScene({ rollout: aRollout(forOnly('amd64', 's390x')), nodes })
      assert.deepEqual(status.failed, [
        {
          node: 'n2',
          reason: 'WrongArchitecture',
          message: 'it is arm64, and the image exists for amd64, s390x only',
        },
      ])
      assert.deepEqual([status.phase, did], ['Halted', []])
      assert.match(status.message ?? '', /n2 \(WrongArchitecture\)/)
      assert.notEqual(orders['n2']?.step, 'Reboot')
    })
  }

  it('is one failure like others, so that the threshold decides', async () => {
    const rollout = aRollout(forOnly('amd64'), withSettings({ failureThreshold: aCount(2) }))
    const nodes = [ready, { member: aMember('n2', on('arm64')), update: anUpdate('n2') }]
    const { status, did } = await syncScene({ rollout, nodes })
    assert.deepEqual(failures(status), ['n2 WrongArchitecture'])
    assert.deepEqual(did, ['marks n1 and cordons it'])
  })

  const fine = [
    { name: 'has one of several', rollout: aRollout(forOnly('arm64', 'amd64')), member: aMember('n2', on('arm64')) },
    { name: 'is not known', rollout: aRollout(forOnly('amd64')), member: aMember('n2', on('')) },
    { name: 'is not asked for: the list is empty', rollout: aRollout(forOnly()), member: aMember('n2', on('arm64')) },
    { name: 'is not asked for: there is no list', rollout: aRollout(), member: aMember('n2', on('arm64')) },
  ]
  for (const { name, rollout, member } of fine) {
    it(`does not fail when its own ${name}`, async () => {
      const { status } = await syncScene({ rollout, nodes: [{ member, update: anUpdate('n2') }] })
      assert.deepEqual(failures(status), [])
    })
  }

  it('does not fail when it runs the image all the same', async () => {
    const nodes = [{ member: aMember('n2', on('arm64')), update: anUpdate('n2', running(NEW)) }]
    const { status } = await syncScene({ rollout: aRollout(forOnly('amd64')), nodes })
    assert.deepEqual(failures(status), [])
  })

  it('is left alone while it reboots: what it comes back with is judged then', async () => {
    const member = aMember('n2', on('arm64'), marked(MARK, ATTEMPT, 'Drained'))
    const update = anUpdate('n2', staged(), rebootOrder(MARK), reporting({ phase: 'Rebooting' }))
    const { status, orders } = await syncScene({ rollout: aRollout(forOnly('amd64')), nodes: [{ member, update }] })
    assert.deepEqual(failures(status), [])
    assert.equal(orders['n2']?.step, 'Reboot')
  })

  it('may go back to what it ran: that is another image', async () => {
    const rollout = aRollout(forOnly('amd64'), withSpec({ cancelled: true }))
    const nodes = [{ member: aMember('n2', on('arm64')), update: anUpdate('n2') }]
    const { status } = await syncScene({ rollout, nodes })
    assert.deepEqual(failures(status), [])
  })
})
