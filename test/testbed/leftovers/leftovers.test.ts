import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { MARK, mountsOf, readTraces, type Traces, whatIsLeft } from '../../../testbed/leftovers/leftovers'

const nothing: Traces = { processes: {}, mounts: [], loops: [], interfaces: ['lo'] }

describe('what a run leaves behind', () => {
  const cases: ReadonlyArray<{ readonly after: Partial<Traces>; readonly want: ReadonlyArray<string> }> = [
    { after: {}, want: [] },
    { after: { interfaces: [] }, want: [] },
    { after: { processes: { 7: 'qemu -name node-1' } }, want: ['process 7: qemu -name node-1'] },
    { after: { mounts: ['/e2e/root'], loops: ['/e2e/disk'] }, want: ['mount /e2e/root', 'loop device of /e2e/disk'] },
    { after: { interfaces: ['lo', 'tap0'] }, want: ['network interface tap0'] },
  ]
  for (const { after, want } of cases) {
    it(want.join(', ') || `is nothing when ${JSON.stringify(after)} is what differs`, () =>
      assert.deepEqual(whatIsLeft(nothing, { ...nothing, ...after }), want),
    )
  }

  it('is not what was there before', () => {
    const before = { ...nothing, processes: { 7: 'sh' }, mounts: ['/e2e/a'], loops: ['/e2e/b'] }
    assert.deepEqual(whatIsLeft(before, before), [])
  })

  it('is found among the mounts by its place and by where it comes from', () => {
    const mountinfo = [
      '22 1 0:20 / /proc rw - proc proc rw',
      '30 1 0:31 / /e2e/run/root rw - overlay root rw,lowerdir=/elsewhere',
      '31 1 0:32 / /mnt rw - overlay root rw,lowerdir=/a:/e2e/run/lower,upperdir=/b',
      '32 1 0:33 / /e2e/running rw - tmpfs none rw',
    ]
    assert.deepEqual(mountsOf(mountinfo.join('\n'), '/e2e/run'), ['/e2e/run/root', '/mnt'])
  })

  it('is known by its environment while it runs, and not afterwards', async () => {
    const owner = { mark: `test-${process.pid}`, dir: '/nowhere' }
    const child = spawn('sleep', ['60'], { env: { ...process.env, [MARK]: owner.mark } })
    await new Promise(resolve => child.once('spawn', resolve))
    assert.deepEqual(readTraces(owner).processes, { [child.pid ?? 0]: 'sleep 60' })
    child.kill('SIGKILL')
    await new Promise(resolve => child.once('exit', resolve))
    assert.deepEqual(readTraces(owner).processes, {})
  })
})
