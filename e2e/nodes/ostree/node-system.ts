/** bootc and skopeo pull beside everything else that a node runs. */
export const MEMORY_MB = 2048

/** Of the kernel, without its root. With more to say about itself an emulated machine takes longer to boot. */
export const KERNEL_ARGUMENTS: ReadonlyArray<string> = [
  ...['rw', 'console=ttyS0', 'panic=2', 'net.ifnames=0', 'mitigations=off', 'loglevel=4', 'systemd.show_status=0'],
]
