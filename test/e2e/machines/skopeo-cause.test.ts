import assert from 'node:assert/strict'
import { causeOf } from '../../../e2e/nodes/qemu/guest/host/skopeo'

const framed = (text: string): string => `time="2026-01-01T00:00:00Z" level=fatal msg="${text.replaceAll('"', '\\"')}"`

describe('the cause in what skopeo says', () => {
  const cases = [
    {
      said: framed(
        'Error parsing image name "docker://10.0.2.2:5000/os:9": reading manifest 9 in 10.0.2.2:5000/os: manifest unknown',
      ),
      want: 'reading manifest 9 in 10.0.2.2:5000/os: manifest unknown',
    },
    {
      said: framed(
        'initializing source docker://10.0.2.2:5000/os:9: pinging container registry 10.0.2.2:5000: connection refused',
      ),
      want: 'initializing source docker://10.0.2.2:5000/os:9: pinging container registry 10.0.2.2:5000: connection refused',
    },
    { said: 'tar: no such file', want: 'tar: no such file' },
  ]
  for (const { said, want } of cases) it(want, () => assert.equal(causeOf(said), want))
})
