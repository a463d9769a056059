import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { chmodSync, mkdtempSync, rmSync, statSync } from 'node:fs'
import { createServer, type Server } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import * as E from 'fp-ts/Either'
import { claimHost } from '../../../agent/host/only-agent'
import { writeExecutables } from '../../../testbed/hosts/executables'
import { hostPath, layoutOf } from '../../../testbed/hosts/layout'
import { attack } from './support/attack'

/** The user `nobody` of every distribution. */
const NOBODY = 65534
const FOLDER = '/run/bootc-operator'

attack('S-4', 'anybody on the host who wants to keep the agent away', () => {
  const path = process.env['PATH']
  const dir = mkdtempSync(join(tmpdir(), 's04-'))
  const layout = layoutOf(dir)

  before(() => {
    chmodSync(dir, 0o755)
    writeExecutables(layout, 'none')
    process.env['PATH'] = `${layout.bin}:${path}`
  })
  after(() => {
    process.env['PATH'] = path
    rmSync(dir, { recursive: true, force: true })
  })

  it('takes the abstract sockets that it once asked, and the agent works all the same', async () => {
    const { dev, ino } = statSync(dir)
    const names = ['\0bootc-operator-agent', `\0bootc-operator-agent/${dev}/${ino}`]
    const taken = await Promise.all(
      names.map(
        name =>
          new Promise<Server>(
            done =>
              void createServer().listen(name, function (this: Server) {
                done(this)
              }),
          ),
      ),
    )
    assert.deepEqual(await claimHost(layout.root, () => undefined), E.right('held'))
    for (const server of taken) server.close()
  })

  it('opens no lock of its', () => {
    const lock = hostPath(layout, `${FOLDER}/agent.lock`)
    assert.equal(statSync(hostPath(layout, FOLDER)).mode & 0o777, 0o700)
    const tried = spawnSync('flock', ['--nonblock', lock, 'true'], { uid: NOBODY, gid: NOBODY, encoding: 'utf8' })
    assert.notEqual(tried.status, 0)
    assert.match(tried.stderr, /ermission denied/)
  })
})
