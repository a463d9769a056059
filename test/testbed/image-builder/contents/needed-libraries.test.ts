import assert from 'node:assert/strict'
import * as E from 'fp-ts/Either'
import { neededLibraries } from '../../../../testbed/image-builder/contents/needed-libraries'

const DEBIAN = `	linux-vdso.so.1 (0x00007f080c673000)
	libc.so.6 => /lib/x86_64-linux-gnu/libc.so.6 (0x00007f080c13e000)
	/lib64/ld-linux-x86-64.so.2 (0x00007f080c675000)
`
const FEDORA = `	linux-vdso.so.1 (0x00007ffd9a5f2000)
	libselinux.so.1 => /lib64/libselinux.so.1 (0x00007f52d1a3c000)
	/lib64/ld-linux-x86-64.so.2 (0x00007f52d1a91000)
`

describe('the libraries of a program', () => {
  const cases = [
    {
      name: 'are those that ldd found, with the loader, without the kernel',
      output: DEBIAN,
      want: E.right(['/lib/x86_64-linux-gnu/libc.so.6', '/lib64/ld-linux-x86-64.so.2']),
    },
    {
      name: 'lie elsewhere on other distributions',
      output: FEDORA,
      want: E.right(['/lib64/libselinux.so.1', '/lib64/ld-linux-x86-64.so.2']),
    },
    { name: 'are none for a static program', output: '	not a dynamic executable\n', want: E.right([]) },
    { name: 'are none for a static program that moves', output: '	statically linked\n', want: E.right([]) },
    {
      name: 'are named when they are missing',
      output: `${DEBIAN}	libatomic.so.1 => not found\n`,
      want: E.left('/p needs libatomic.so.1, which this machine lacks: install it'),
    },
    { name: 'are unknown without a word', output: '', want: E.left('ldd said nothing of use about /p: ') },
  ]
  for (const { name, output, want } of cases) {
    it(name, () => assert.deepEqual(neededLibraries('/p', output), want))
  }
})
