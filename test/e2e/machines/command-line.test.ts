import assert from 'node:assert/strict'
import { parseCommandLine } from '../../../e2e/command-line'
import type { BootcOf } from '../../../e2e/nodes/choose-hosts'

describe('the command line of npm run e2e', () => {
  const cases: ReadonlyArray<{
    readonly args: ReadonlyArray<string>
    readonly want: string
    readonly bootc?: BootcOf
  }> = [
    {
      args: [],
      want: 'adopt update power-cut fallback cancel pull-secret failing-image soft-reboot hooks-killed pause power-cut-staged agent-upgrade manual-tag verify on node-1 node-2',
    },
    { args: ['cancel'], want: 'adopt cancel on node-1 node-2' },
    { args: ['adopt'], want: 'adopt on node-1 node-2' },
    {
      args: ['--nodes=1'],
      want: 'adopt update-one pull-secret failing-image soft-reboot power-cut-staged agent-upgrade manual-tag verify on node-1',
    },
    {
      args: ['--nodes=1'],
      bootc: 'composefs',
      want: 'adopt update-one pull-secret soft-reboot power-cut-staged agent-upgrade manual-tag verify on node-1',
    },
    { args: ['--nodes=3', 'update'], want: 'adopt update on node-1 node-2 node-3' },
    { args: ['cancel', 'update'], want: 'adopt update cancel on node-1 node-2' },
  ]
  for (const { args, bootc = 'simulated', want } of cases) {
    it(`${args.join(' ') || 'without a word'} on ${bootc} means ${want}`, () => {
      const { nodes, stories } = parseCommandLine(args, bootc)
      assert.equal(`${stories.map(({ key }) => key).join(' ')} on ${nodes.join(' ')}`, want)
    })
  }

  const wrong = [
    { args: ['updat'], want: /no story is named updat: there are adopt, update, / },
    { args: ['--nodes=1', 'update'], want: /story update needs 2 machines, there are 1/ },
    { args: ['--nodes=0'], want: /--nodes must be a number from 1 to 8, got "0"/ },
    { args: ['--nodes=two'], want: /--nodes must be a number/ },
  ]
  for (const { args, want } of wrong)
    it(`refuses ${args.join(' ')}`, () => assert.throws(() => parseCommandLine(args, 'simulated'), want))

  it('says why a story cannot pass on a backend', () =>
    assert.throws(() => parseCommandLine(['fallback'], 'composefs'), /cannot pass here: the mark of an image/))
})
