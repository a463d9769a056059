import assert from 'node:assert/strict'
import { existsSync, readFileSync } from 'node:fs'
import { NEWEST } from '../../../testbed/hosts/bootc/chosen-release'
import { hostPath } from '../../../testbed/hosts/layout'
import type { Registry } from '../../../testbed/hosts/registry'
import type { Backend } from '../../../testbed/hosts/settings'
import { bundledScript, type HostOnDisk, hostOnDisk, type Ran } from './host-on-disk'
import { composefsNotReproduced, composefsSteps } from './recorded-composefs'
import { composefsRegistry } from './recorded-composefs-images'
import { newestRegistry, newestSteps, newestTagSteps } from './recorded-composefs-newest'
import { recordedRegistry, V1 } from './recorded-images'
import { ostreeNotReproduced, ostreeSteps } from './recorded-ostree'
import { newestOstreeNotReproduced, newestOstreeRegistry, newestOstreeSteps } from './recorded-ostree-newest'
import { type Recording, type Replay, readRecordings, replay } from './recorded-replay'

interface Recorded {
  readonly backend: Backend
  readonly release: string
  /** Of the series, which steps were run on this host; all, when it is absent. */
  readonly only?: RegExp
  readonly registry: Registry
  readonly steps: ReadonlyArray<Replay>
  readonly notReproduced: Readonly<Record<string, string>>
}

const recorded: ReadonlyArray<Recorded> = [
  {
    backend: 'ostree',
    release: '1.16.9',
    registry: recordedRegistry(V1),
    steps: ostreeSteps,
    notReproduced: ostreeNotReproduced,
  },
  {
    backend: 'composefs',
    release: '1.16.9',
    registry: composefsRegistry(undefined),
    steps: composefsSteps,
    notReproduced: composefsNotReproduced,
  },
  {
    backend: 'ostree',
    release: NEWEST,
    registry: newestOstreeRegistry,
    steps: newestOstreeSteps,
    notReproduced: newestOstreeNotReproduced,
  },
  {
    backend: 'composefs',
    release: NEWEST,
    only: /^4[0-5]/,
    registry: newestRegistry(),
    steps: newestSteps,
    notReproduced: {},
  },
  {
    backend: 'composefs',
    release: NEWEST,
    only: /^4[67]/,
    registry: newestRegistry(),
    steps: newestTagSteps,
    notReproduced: {},
  },
]

/** The least share of the recorded steps that must be reproduced. */
const LEAST = 0.95

/** How long it took is the only thing that may differ. */
const withoutSeconds = (text: string): string => text.replace(/\(\d+ seconds\)/, '(N seconds)')

/** What `ls`, `cat` and the recorder's own shell complained about. */
const withoutRecorder = (text: string): string => text.replace(/^(ls: |cat: |S\/cmd: ).*\n/gm, '')

/** Steps where commands for the eye of the recorder printed before or after the command itself. */
const wasMixedWithOthers = (recording: Recording): boolean => /[;&|>]/.test(recording.command)

const rebootRequired = (host: HostOnDisk): string | undefined => {
  const path = hostPath(host.layout, '/run/reboot-required')
  return existsSync(path) ? readFileSync(path, 'utf8') : undefined
}

const compareOutput = (ran: ReadonlyArray<Ran>, recording: Recording): void => {
  const mixed = wasMixedWithOthers(recording)
  for (const { stdout } of ran) {
    if (mixed) assert.ok(recording.stdout.includes(stdout), `${stdout}\nis not in\n${recording.stdout}`)
    // The recorder ended every output with a newline; bootc does not end its JSON with one.
    else assert.equal(stdout.replace(/(?<!\n)$/, '\n'), recording.stdout === '' ? '\n' : recording.stdout)
  }
  if (!mixed) assert.equal(ran.at(-1)?.exitCode, recording.exitCode)
  const stderr = ran.map(one => one.stderr).join('')
  assert.equal(withoutSeconds(stderr), withoutSeconds(withoutRecorder(recording.stderr)))
}

/** Usage, verbs and options, which a caller may rely on; explanations fill more than a line. */
const tellingLines = (text: string): ReadonlyArray<string> => [
  ...(text.match(/^Usage: .*$/gm) ?? []),
  ...(text.match(/^ {2}[a-z][a-z-]+(?= *$| {2,}\S)/gm) ?? []),
  ...[...new Set(text.match(/(?<=^ +(?:-\w, )?)--[a-z-]+(?: <[A-Z_]+>)?/gm))].sort(),
]

const compareHelp = (ran: ReadonlyArray<Ran>, recording: Recording): void => {
  const lines = (one: { readonly stdout: string; readonly stderr: string } | undefined) => ({
    stdout: tellingLines(one?.stdout ?? ''),
    stderr: tellingLines(one?.stderr ?? ''),
  })
  assert.deepEqual(lines(ran.at(-1)), lines(recording))
  assert.equal(ran.at(-1)?.exitCode, recording.exitCode)
}

const compareStatus = async (host: HostOnDisk, recording: Recording): Promise<void> => {
  const { stdout, stderr } = await host.run('bootc status --json --format-version=1')
  if (recording.statusError !== undefined) assert.equal(stderr, recording.statusError)
  if (recording.status === undefined) return
  assert.equal(stdout, recording.status)
  assert.equal(rebootRequired(host), recording.rebootRequired)
}

for (const { backend, release, only = /./, registry, steps, notReproduced } of recorded) {
  describe(`the simulated bootc, replayed against the recordings of bootc ${release} on ${backend}`, function () {
    this.timeout(300_000)
    const all = readRecordings(`${release}-${backend}`)
    const recordings = new Map([...all].filter(([step]) => only.test(step)))
    const reproduced = new Set<string>()
    let host: HostOnDisk
    before(async () => {
      host = await hostOnDisk(registry, '10.0.2.2:5000/os:v1', {
        backend,
        bootcVersion: release,
        script: bundledScript(),
      })
    })
    after(() => host.remove())

    for (const step of steps) {
      const recording = recordings.get(step.step)
      it(`says and does what step ${step.step} recorded: ${recording?.name ?? step.run?.join('; ')}`, async () => {
        const ran = await replay(host, step, recording?.command)
        if (recording === undefined) return
        if (step.help) compareHelp(ran, recording)
        else compareOutput(ran, recording)
        await compareStatus(host, recording)
        reproduced.add(step.step)
      })
    }

    it(`reproduces at least ${LEAST * 100} % of the recorded steps, and says why not the others`, () => {
      const share = reproduced.size / recordings.size
      console.log(
        `      ${backend}: reproduced ${reproduced.size} of ${recordings.size} recorded steps, ${Math.floor(share * 100)} %`,
      )
      for (const [step, reason] of Object.entries(notReproduced)) console.log(`        not ${step}: ${reason}`)
      const unexplained = [...recordings.keys()].filter(
        step => !reproduced.has(step) && notReproduced[step] === undefined,
      )
      assert.deepEqual(unexplained, [])
      assert.ok(share >= LEAST, `${reproduced.size} of ${recordings.size} are too few`)
    })
  })
}
