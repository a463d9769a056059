import assert from 'node:assert/strict'
import { chooseAccelerator } from '../../../e2e/nodes/qemu/accelerator'

const CAPABLE = 'processor : 0\nflags\t\t: fpu vme svm avx\n'
const GUEST = 'processor : 0\nflags\t\t: fpu vme avx\n'

describe('how machines are run', () => {
  const cases = [
    { name: 'on the processor where it can and may', wanted: undefined, canOpen: true, cpu: CAPABLE, want: 'kvm' },
    { name: 'emulated without the device', wanted: undefined, canOpen: false, cpu: CAPABLE, want: 'tcg' },
    { name: 'emulated where the device promises too much', wanted: undefined, canOpen: true, cpu: GUEST, want: 'tcg' },
    { name: 'as somebody wants it', wanted: 'tcg', canOpen: true, cpu: CAPABLE, want: 'tcg' },
    { name: 'as if nothing was set when it is empty', wanted: '', canOpen: true, cpu: CAPABLE, want: 'kvm' },
  ]
  for (const { name, wanted, canOpen, cpu, want } of cases) {
    it(name, () =>
      assert.equal(
        chooseAccelerator(
          wanted,
          () => canOpen,
          () => cpu,
        ),
        want,
      ),
    )
  }

  it('refuses a word that it does not know', () =>
    assert.throws(() => chooseAccelerator('xen'), /E2E_ACCELERATOR must be kvm or tcg/))
})
