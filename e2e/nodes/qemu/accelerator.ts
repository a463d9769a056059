import { accessSync, constants, readFileSync } from 'node:fs'

/** How QEMU runs the machines: `kvm` on the processor, `tcg` by translating every instruction. */
export type Accelerator = 'kvm' | 'tcg'

const canOpenKvm = (): boolean => {
  try {
    accessSync('/dev/kvm', constants.R_OK | constants.W_OK)
    return true
  } catch {
    return false
  }
}

/**
 * KVM where the processor can do it by itself. A device without the processor's flag belongs to a hypervisor that takes
 * only kernels made for it: an ordinary one never starts there (seen with kvm-pvm).
 */
export const chooseAccelerator = (
  wanted = process.env['E2E_ACCELERATOR'],
  canOpen = canOpenKvm,
  cpuInfo = (): string => readFileSync('/proc/cpuinfo', 'utf8'),
): Accelerator => {
  if (wanted === 'kvm' || wanted === 'tcg') return wanted
  if (wanted !== undefined && wanted !== '') throw new Error(`E2E_ACCELERATOR must be kvm or tcg, got "${wanted}"`)
  return canOpen() && /^flags\s*:.*\b(vmx|svm)\b/m.test(cpuInfo()) ? 'kvm' : 'tcg'
}
