import assert from 'node:assert/strict'
import { type ChildProcess, spawn } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type Scenario, TOURS } from '../../testbed/demo/tour'
import { runProgram } from '../../testbed/tools/run-program'
import { until } from './support/views'

interface Demo {
  readonly dir: string
  readonly process: ChildProcess
  readonly said: () => string
}

const startDemo = (scenario: Scenario): Demo => {
  const dir = mkdtempSync(join(tmpdir(), 'bootc-demo-'))
  const args = ['--import=tsx', 'testbed/demo/main.ts', '--keep', `--dir=${dir}`, `--scenario=${scenario}`]
  const demo = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'pipe'] })
  let said = ''
  for (const stream of [demo.stdout, demo.stderr])
    stream.on('data', chunk => {
      said += String(chunk)
    })
  return { dir, process: demo, said: () => said }
}

const endDemo = async ({ dir, process: demo }: Demo): Promise<void> => {
  if (demo.exitCode === null) {
    const ended = new Promise(resolve => demo.once('exit', resolve))
    demo.kill('SIGTERM')
    await ended
  }
  rmSync(dir, { recursive: true, force: true })
}

/** The lines that the demo says are to be typed, without what is to be seen; the first makes the shell ready. */
const linesOf = (said: string): ReadonlyArray<string> =>
  [...said.matchAll(/^ {2}\$ (.+?)(?: +#.*)?$/gm)].map(([, line = '']) => line)

describe('npm run demo -- --keep', function () {
  this.timeout(480_000)
  const demos: Partial<Record<Scenario, Demo>> = {}

  before(function () {
    this.timeout(900_000) // The first run builds the Kubernetes programs.
    demos.rollout = startDemo('rollout')
  })
  after(async () => {
    await Promise.all(Object.values(demos).map(endDemo))
  })

  const untilToured = async (scenario: Scenario): Promise<ReadonlyArray<string>> => {
    const demo = demos[scenario]
    assert.ok(demo)
    await until(
      `the demo ${scenario} to say what to try`,
      async () => {
        assert.equal(demo.process.exitCode, null, demo.said())
        return /Ctrl-C ends it/.test(demo.said()) || undefined
      },
      { shown: async () => demo.said().slice(-2000) },
    )
    assert.doesNotMatch(demo.said(), /^FAILED/m)
    return linesOf(demo.said())
  }

  /** Types a line into a shell of its own, made ready as the demo says; again while its time has not come. */
  const type = async (enter: string, line: string, waits: boolean): Promise<string> =>
    until(`"${line}" to work`, async () => {
      const { code, stdout, stderr } = await runProgram('sh', ['-c', `${enter}\n${line}`], { env: process.env })
      if (code === 0) return `${stdout}\n`
      assert.ok(waits, `${line}: ${stdout}${stderr}`)
      return undefined
    })

  const typeAll = async (scenario: Scenario): Promise<ReadonlyMap<string, string>> => {
    const [enter = '', ...lines] = await untilToured(scenario)
    // Not at once with the other: each looks for free ports, which the other could find too.
    demos.fallback ??= startDemo('fallback')
    const stops = TOURS[scenario]
    assert.deepEqual(
      lines,
      stops.map(({ type: line }) => line),
    )
    const answers = new Map<string, string>()
    for (const { type: line, stays, waits } of stops) {
      if (stays === undefined) answers.set(line, await type(enter, line, waits === true))
      else {
        const { stdout } = await runProgram('sh', ['-c', `${enter}\ntimeout 10 ${line}`], { env: process.env })
        answers.set(line, stdout)
      }
    }
    return answers
  }

  it('prints ten things to try, each of which works', async () => {
    assert.equal(TOURS.rollout.length, 10)
    const answers = await typeAll('rollout')
    assert.match(answers.get('kubectl bootc doctor') ?? '', /^Nothing is wrong\.$/m)
    assert.match(answers.get('push v3') ?? '', /stable names v3 now/)
    assert.match(answers.get('kubectl bootc approve workers') ?? '', /is approved and rolls out/)
    assert.match(answers.get('kubectl bootc dashboard --no-open') ?? '', /http:\/\/127\.0\.0\.1:\d+/)
  })

  it('with --scenario=fallback shows an image that does not boot, and what to do then', async () => {
    const answers = await typeAll('fallback')
    assert.match(answers.get('kubectl bootc status') ?? '', /Halted/)
    assert.match(answers.get('kubectl bootc why node-1') ?? '', /FellBack|fell back|did not come up/)
  })
})
