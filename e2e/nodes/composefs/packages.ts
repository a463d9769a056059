/** What a host of the composefs backend has besides what one of ostree has: its boot loader, and what installs it. */
export const COMPOSEFS_PACKAGES: ReadonlyArray<string> = [
  ...['systemd-boot-efi', 'systemd-boot-tools', 'dosfstools', 'fdisk'],
]

/** A firmware for QEMU, and what it keeps its variables in at first. */
export const FIRMWARE = { code: '/usr/share/OVMF/OVMF_CODE_4M.fd', vars: '/usr/share/OVMF/OVMF_VARS_4M.fd' } as const

/** Commands and files that this host must have, and the Debian packages that bring them. */
export const COMPOSEFS_TOOLS: Readonly<Record<string, string>> = { sfdisk: 'fdisk', [FIRMWARE.code]: 'ovmf' }
