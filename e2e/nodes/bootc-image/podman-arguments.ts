/** What `bootc install` is told. */
export interface DiskInstall {
  /** The image as podman on this host names it. */
  readonly image: string
  /** The same image as the machines name it. */
  readonly target: string
  /** Folder on this host that gets the disk. */
  readonly folder: string
  /** Name of the disk there, an empty file of its full size. */
  readonly disk: string
}

/** SELinux would refuse files that were not labelled by it, as those are that make a machine a node. */
const KERNEL_ARGUMENTS = ['console=ttyS0', 'net.ifnames=0', 'panic=5', 'enforcing=0']

/** Arguments of podman: https://bootc-dev.github.io/bootc/bootc-install.html, "to-disk" with a file as disk. */
export const installArguments = ({ image, target, folder, disk }: DiskInstall): ReadonlyArray<string> => [
  ...['run', '--rm', '--privileged', '--pid=host', '--security-opt=label=type:unconfined_t'],
  ...['--volume=/dev:/dev', '--volume=/var/lib/containers:/var/lib/containers', `--volume=${folder}:/output`],
  ...[image, 'bootc', 'install', 'to-disk', '--via-loopback', '--generic-image', '--filesystem=ext4'],
  `--target-imgref=${target}`,
  ...KERNEL_ARGUMENTS.map(argument => `--karg=${argument}`),
  `/output/${disk}`,
]
