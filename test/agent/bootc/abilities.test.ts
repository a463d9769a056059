import assert from 'node:assert/strict'
import * as E from 'fp-ts/Either'
import { type Abilities, readAbilities } from '../../../agent/bootc/abilities'
import type { Host } from '../../../agent/ports'
import { recorded } from '../support/recordings'

const SWITCH = recorded('004').stdout
const NOTHING = {
  lock: false,
  ostreeLock: false,
  switchLocked: false,
  enforceSignature: false,
  softReboot: false,
  unifiedRollback: false,
  progress: false,
}

/** A host that answers these commands and no others. */
const answering = (answers: Readonly<Record<string, string>>): Pick<Host, 'run'> => ({
  run: async argv => {
    const command = argv.join(' ')
    const stdout = answers[command]
    if (stdout !== undefined) return E.right(stdout)
    return E.left({ kind: 'command-failed', command, exitCode: 2, stdout: '', stderr: 'error: unknown' })
  },
})

const cases: ReadonlyArray<{
  readonly name: string
  readonly answers: Readonly<Record<string, string>>
  readonly want: Abilities
}> = [
  {
    name: 'nothing beside staging, before 1.1.4',
    answers: { 'bootc --version': 'bootc 1.1.0' },
    want: { ...NOTHING, version: '1.1.0' },
  },
  {
    name: 'progress since 1.1.4',
    answers: { 'bootc --version': 'bootc 1.1.4' },
    want: { ...NOTHING, version: '1.1.4', progress: true },
  },
  {
    name: 'soft reboots since 1.7',
    answers: { 'bootc --version': 'bootc 1.7.0' },
    want: { ...NOTHING, version: '1.7.0', softReboot: true, progress: true },
  },
  {
    name: 'locking by upgrade since 1.12, but not by switch',
    answers: { 'bootc --version': 'bootc 1.16.9', 'bootc switch --help': SWITCH },
    want: { ...NOTHING, version: '1.16.9', lock: true, enforceSignature: true, softReboot: true, progress: true },
  },
  {
    name: 'locking by switch where its help names it',
    answers: { 'bootc --version': 'bootc 1.16.10', 'bootc switch --help': `${SWITCH}\n      --download-only\n` },
    want: {
      ...NOTHING,
      version: '1.16.10',
      lock: true,
      switchLocked: true,
      enforceSignature: true,
      softReboot: true,
      progress: true,
    },
  },
  {
    // Release notes of 1.16.11: `rollbackQueued` of unified kernel images is not inverted any more.
    name: 'which unified kernel image boots next since 1.16.11',
    answers: { 'bootc --version': 'bootc 1.16.11' },
    want: { ...NOTHING, version: '1.16.11', lock: true, softReboot: true, unifiedRollback: true, progress: true },
  },
  {
    // Recorded step 301: it has `switch --download-only`, and says that it is 1.16.9.
    name: 'locking by switch where the version alone would deny it',
    answers: { 'bootc --version': 'bootc 1.16.9', 'bootc switch --help': '      --download-only\n' },
    want: { ...NOTHING, version: '1.16.9', lock: true, switchLocked: true, softReboot: true, progress: true },
  },
  {
    name: 'by help alone, of a build without a version',
    answers: { 'bootc --version': 'bootc', 'bootc upgrade --help': '--download-only --soft-reboot <SOFT_REBOOT>' },
    want: { ...NOTHING, version: undefined, lock: true, softReboot: true },
  },
  {
    name: 'signatures where the help of switch names them',
    answers: { 'bootc --version': 'bootc 1.1.0', 'bootc switch --help': '--enforce-container-sigpolicy' },
    want: { ...NOTHING, version: '1.1.0', enforceSignature: true },
  },
  {
    name: 'locking by ostree',
    answers: { 'bootc --version': 'bootc 1.10.0', 'ostree admin --help': '  lock-finalization   Change the lock\n' },
    want: { ...NOTHING, version: '1.10.0', ostreeLock: true, softReboot: true, progress: true },
  },
]

describe('what this bootc can do', () => {
  for (const { name, answers, want } of cases) {
    it(name, async () => assert.deepEqual(await readAbilities(answering(answers) as Host), E.right(want)))
  }
  it('is unknown where there is no bootc', async () => assert.ok(E.isLeft(await readAbilities(answering({}) as Host))))
})
