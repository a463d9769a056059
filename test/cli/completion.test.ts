import assert from 'node:assert/strict'
import { rolloutInFlight } from './support/rollout-in-flight'
import { objectsOf } from './support/scene'
import { servedProgram } from './support/served-program'

describe('kubectl bootc completes', () => {
  const cli = servedProgram(objectsOf(rolloutInFlight()))

  const completed = async (...words: ReadonlyArray<string>): Promise<ReadonlyArray<string>> => {
    const { code, stdout, stderr } = await cli.program.run(['__complete', ...words], { KUBECONFIG: cli.kubeconfig })
    assert.deepEqual([code, stderr], [0, ''])
    return stdout.trimEnd().split('\n')
  }

  const cases: ReadonlyArray<readonly [what: string, words: ReadonlyArray<string>, want: ReadonlyArray<string>]> = [
    ['names of pools', ['status', ''], ['workers', ':4']],
    [
      'names of nodes that begin so',
      ['why', 'web-03', 'web-0'],
      ['1', '2', '4', '5', '6', '7'].map(at => `web-0${at}`).concat(':4'),
    ],
    ['a name behind its type', ['plan', 'bnp/w'], ['bnp/workers', ':4']],
    ['values of a flag', ['status', '-o', ''], ['json', 'name', 'wide', 'yaml', ':4']],
    ['a value behind its flag', ['wait', '--for=st'], ['staged', ':4']],
    ['contexts', ['--context', ''], ['blue', ':4']],
    ['files', ['--kubeconfig', ''], [':0']],
    ['shells', ['completion', ''], ['bash', 'fish', 'zsh', ':4']],
    ['nothing where the command takes nothing', ['doctor', ''], [':4']],
    ['nothing where the cluster cannot be reached', ['status', '--server=https://127.0.0.1:1', ''], [':4']],
  ]
  for (const [what, words, want] of cases) it(what, async () => assert.deepEqual(await completed(...words), want))

  it('commands and flags, with what they are for', async () => {
    assert.match((await completed('h')).join('\n'), /^history\tthe last rollouts that have ended\n:4$/)
    assert.match((await completed('wait', '--ti')).join('\n'), /^--timeout\tsuch as 90s/)
  })
})
