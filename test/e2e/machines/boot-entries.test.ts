import assert from 'node:assert/strict'
import { deploymentLink, inBootOrder, parseBootEntry } from '../../../e2e/nodes/ostree/boot-entries'

const text = (version: number): string =>
  [
    `title Debian GNU/Linux ${version}`,
    `version ${version}`,
    `options root=/dev/vda rw ostree=/ostree/boot.1/default/aa/${version} console=ttyS0`,
    'linux /ostree/default-aa/vmlinuz-7.2',
    'initrd /ostree/default-aa/initramfs-7.2.img',
    '',
  ].join('\n')

describe('an entry of the boot loader', () => {
  const entry = parseBootEntry(text(2))
  it('has a kernel, an initramfs and a command line', () =>
    assert.deepEqual(entry, {
      version: 2,
      linux: '/ostree/default-aa/vmlinuz-7.2',
      initrd: '/ostree/default-aa/initramfs-7.2.img',
      options: 'root=/dev/vda rw ostree=/ostree/boot.1/default/aa/2 console=ttyS0',
    }))

  it('leads to its deployment', () => assert.equal(deploymentLink(entry), '/ostree/boot.1/default/aa/2'))

  it('that leads to none is refused', () =>
    assert.throws(() => deploymentLink({ ...entry, options: 'root=/dev/vda noostree=/x' }), /without ostree=/))

  for (const key of ['version', 'linux', 'initrd', 'options']) {
    it(`without ${key} is refused`, () =>
      assert.throws(
        () => parseBootEntry(text(1).replace(new RegExp(`^${key} .*$`, 'm'), '')),
        new RegExp(`no "${key}"`),
      ))
  }

  it('whose version is no number is refused', () =>
    assert.throws(() => parseBootEntry(text(1).replace('version 1', 'version one')), /no number: one/))
})

describe('the order in which a boot loader tries entries', () => {
  it('begins with the highest version, as a number', () =>
    assert.deepEqual(
      inBootOrder([9, 10, 1].map(text).map(parseBootEntry)).map(({ version }) => version),
      [10, 9, 1],
    ))
})
