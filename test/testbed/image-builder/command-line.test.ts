import assert from 'node:assert/strict'
import { parseCommandLine } from '../../../testbed/image-builder/command-line'

const nothing = {
  image: 'operator',
  platform: undefined,
  push: undefined,
  plainHttp: false,
  output: undefined,
  rootfs: undefined,
  node: undefined,
  version: undefined,
}

describe('the command line of npm run image', () => {
  const cases = [
    { args: [], want: nothing },
    { args: ['--platform=linux/arm64'], want: { ...nothing, platform: 'linux/arm64' } },
    { args: ['pause'], want: { ...nothing, image: 'pause' } },
    {
      args: ['--push', 'docker://h/n:t', '--plain-http'],
      want: { ...nothing, push: 'docker://h/n:t', plainHttp: true },
    },
    { args: ['metacontroller', '--output=x'], want: { ...nothing, image: 'metacontroller', output: 'x' } },
  ]
  for (const { args, want } of cases) {
    it(`reads "${args.join(' ')}"`, () => assert.deepEqual(parseCommandLine(args), want))
  }

  const refused = [
    { args: ['agent'], want: /there is no image "agent"/ },
    { args: ['constructor'], want: /there is no image "constructor"/ },
    { args: ['operator', 'pause'], want: /"pause" is one too many/ },
    { args: ['--puhs=x'], want: /--puhs/ },
    { args: ['--platform=arm64'], want: /--platform: expected linux\/amd64 or linux\/arm64, got "arm64"/ },
  ]
  for (const { args, want } of refused) {
    it(`refuses "${args.join(' ')}"`, () => assert.throws(() => parseCommandLine(args), want))
  }
})
