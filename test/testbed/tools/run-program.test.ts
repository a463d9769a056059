import assert from 'node:assert/strict'
import { lastLines, runProgram } from '../../../testbed/tools/run-program'

describe('running a program', () => {
  it('answers with code and output', async () =>
    assert.deepEqual(await runProgram('/bin/sh', ['-c', 'echo out; echo err >&2; exit 3']), {
      code: 3,
      stdout: 'out\n',
      stderr: 'err\n',
    }))

  it('hands over its input', async () =>
    assert.equal((await runProgram('/bin/cat', [], { input: 'a: 1\n' })).stdout, 'a: 1\n'))

  it('says what is missing', async () => {
    const { code, stderr } = await runProgram('/no/such/program', [])
    assert.equal(code, undefined)
    assert.match(stderr, /no\/such\/program/)
  })

  it('says which signal killed it', async () => {
    const { code, stderr } = await runProgram('/bin/sh', ['-c', 'kill -9 $$'])
    assert.deepEqual({ code, stderr }, { code: undefined, stderr: 'killed by SIGKILL' })
  })

  it('keeps the last lines for a message', () => assert.equal(lastLines('a\nb\nc\n', 2), 'b\nc'))
})
