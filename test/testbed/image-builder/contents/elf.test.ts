import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import * as fc from 'fast-check'
import * as E from 'fp-ts/Either'
import { readElf } from '../../../../testbed/image-builder/contents/elf'
import { neededLibraries } from '../../../../testbed/image-builder/contents/needed-libraries'
import { ownPlatform } from '../../../../testbed/image-builder/platform'
import { runProgram } from '../../../../testbed/tools/run-program'

describe('what a program asks of its machine', () => {
  it('is what the loader itself says of this Node: architecture, loader, libraries', async () => {
    const elf = readElf(readFileSync(process.execPath))
    assert.ok(E.isRight(elf))
    const { architecture, loader = '', needs } = elf.right
    assert.equal(`linux/${architecture}`, ownPlatform())
    const { stdout } = await runProgram('ldd', [process.execPath], { env: { LC_ALL: 'C', PATH: process.env['PATH'] } })
    const found = neededLibraries(process.execPath, stdout)
    assert.ok(E.isRight(found))
    assert.ok(found.right.includes(loader), loader)
    const names = found.right.map(path => path.slice(path.lastIndexOf('/') + 1))
    assert.ok(needs.length > 2)
    assert.deepEqual(
      needs.filter(need => !names.includes(need)),
      [],
    )
  })

  it('cannot be read from what is no program', () => {
    for (const text of ['', '#!/bin/sh\n', '\x7fELF\x01\x01'])
      assert.deepEqual(readElf(Buffer.from(text, 'latin1')), E.left('is no program for Linux of 64 bits'))
  })

  it('is never read beyond the end of a file that is cut off or altered', () => {
    const whole = readFileSync('/bin/true').subarray(0, 8192)
    fc.assert(
      fc.property(fc.nat(whole.length), fc.nat(whole.length - 1), fc.nat(255), (length, at, byte) => {
        const altered = Buffer.from(whole.subarray(0, length))
        if (at < length) altered[at] = byte
        readElf(altered)
      }),
    )
  })
})
