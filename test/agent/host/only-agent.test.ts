import assert from 'node:assert/strict'
import { type ChildProcess, spawn } from 'node:child_process'
import { chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, symlinkSync, writeFileSync } from 'node:fs'
import { createServer, type Server } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import * as E from 'fp-ts/Either'
import { type Claim, claimHost } from '../../../agent/host/only-agent'
import { writeExecutables } from '../../../testbed/hosts/executables'
import { hostPath, layoutOf } from '../../../testbed/hosts/layout'
import { eventually } from '../support/eventually'

const FOLDER = '/run/bootc-operator'
const LOCK = `${FOLDER}/agent.lock`

const reasonOf = (claim: Claim): string => (E.isRight(claim) ? claim.right : claim.left.reason)

describe('the claim of an agent on its host', function () {
  this.timeout(60_000)
  const path = process.env['PATH']
  let dir: string
  let layout: ReturnType<typeof layoutOf>
  let keepers: ChildProcess[] = []

  beforeEach(() => {
    dir = mkdtempSync(join(tmpdir(), 'only-agent-'))
    layout = layoutOf(dir)
    writeExecutables(layout, 'none')
    process.env['PATH'] = `${layout.bin}:${path}`
  })
  afterEach(() => {
    process.env['PATH'] = path
    for (const keeper of keepers) keeper.kill('SIGKILL')
    keepers = []
    rmSync(dir, { recursive: true, force: true })
  })

  const claim = (lost = (): void => assert.fail('the lock was lost')): Promise<Claim> => claimHost(layout.root, lost)
  /** Another process that has the lock. */
  const holder = async (): Promise<ChildProcess> => {
    mkdirSync(hostPath(layout, FOLDER), { recursive: true, mode: 0o700 })
    const keeper = spawn('flock', [hostPath(layout, LOCK), 'cat'], { stdio: ['pipe', 'pipe', 'ignore'] })
    keepers.push(keeper)
    keeper.stdin?.write('x')
    await new Promise(resolve => keeper.stdout?.once('data', resolve))
    return keeper
  }

  it('holds, in a folder that root alone enters', async () => {
    mkdirSync(hostPath(layout, FOLDER), { recursive: true })
    chmodSync(hostPath(layout, FOLDER), 0o755)
    assert.equal(reasonOf(await claim(() => undefined)), 'held')
    assert.equal(statSync(hostPath(layout, FOLDER)).mode & 0o777, 0o700)
  })

  it('waits for another agent, with a reason, and holds once that has ended', async () => {
    const other = await holder()
    assert.equal(reasonOf(await claim()), 'HostClaimed')
    other.stdin?.end()
    await eventually('the lock is free', async () => reasonOf(await claim(() => undefined)) === 'held')
  })

  it('asks no socket that anybody on the host could take before', async () => {
    const { dev, ino } = statSync(dir)
    const strangers = await Promise.all(
      [`\0bootc-operator-agent/${dev}/${ino}`, '\0bootc-operator-agent'].map(
        name =>
          new Promise<Server>(resolve => {
            const server = createServer().listen(name, () => resolve(server))
          }),
      ),
    )
    assert.equal(reasonOf(await claim(() => undefined)), 'held')
    for (const stranger of strangers) stranger.close()
  })

  it('says so when the folder is not its own', async () => {
    mkdirSync(hostPath(layout, '/run'), { recursive: true })
    symlinkSync('/tmp', hostPath(layout, FOLDER))
    assert.equal(reasonOf(await claim()), 'HostClaimed')
  })

  it('says so when the host cannot lock', async () => {
    writeFileSync(join(layout.bin, 'nsenter'), '#!/bin/sh\necho "env: flock: not found" >&2\nexit 127\n')
    const answer = await claim()
    assert.equal(E.isLeft(answer) && answer.left.message, 'the host has no command flock')
  })

  it('is noticed when it is lost', async () => {
    const script = join(layout.bin, 'nsenter')
    writeFileSync(
      script,
      readFileSync(script, 'utf8').replace('#!/bin/sh\n', () => `#!/bin/sh\necho $$ > ${dir}/pid\n`),
    )
    let isLost = false
    await claim(() => {
      isLost = true
    })
    process.kill(Number(readFileSync(join(dir, 'pid'), 'utf8')), 'SIGKILL')
    await eventually('the loss is told', () => isLost)
  })
})
