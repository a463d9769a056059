import assert from 'node:assert/strict'
import { missingPackages } from '../../../e2e/nodes/qemu/host-tools'
import { diskKey } from '../../../e2e/nodes/qemu/machine-disk'
import { GUEST_PACKAGES, HOST_TOOLS } from '../../../e2e/nodes/qemu/packages'

describe('the disk of the machines', () => {
  const key = diskKey(GUEST_PACKAGES, 'kubelet')
  const cases = [
    { name: 'another package', other: diskKey([...GUEST_PACKAGES, 'vim'], 'kubelet') },
    { name: 'another kubelet', other: diskKey(GUEST_PACKAGES, 'kubelet 2') },
  ]
  for (const { name, other } of cases) it(`${name} makes another disk`, () => assert.notEqual(other, key))
  it('the same makes none', () => assert.equal(diskKey([...GUEST_PACKAGES], 'kubelet'), key))
})

describe('what machines need of this host', () => {
  it('is nothing where all commands are there', () =>
    assert.deepEqual(
      missingPackages(() => true),
      [],
    ))
  it('is named by package', () =>
    assert.deepEqual(
      missingPackages(command => command !== 'qemu-img'),
      [HOST_TOOLS['qemu-img']],
    ))
})
