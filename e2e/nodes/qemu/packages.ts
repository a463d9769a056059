/** The Debian release of the machines: its systemd knows soft reboots, its containerd the kubelet's CRI. */
export const SUITE = 'trixie'

/** What a node is made of, and what the simulated bootc in it needs; the kubelet is built from the pinned module. */
export const GUEST_PACKAGES: ReadonlyArray<string> = [
  ...['systemd', 'systemd-sysv', 'dbus', 'udev', 'kmod', 'mount', 'util-linux', 'procps', 'linux-image-cloud-amd64'],
  ...['containerd', 'runc', 'containernetworking-plugins', 'iptables', 'nftables', 'conntrack', 'ethtool', 'socat'],
  ...['iproute2', 'iputils-ping', 'ca-certificates', 'nodejs', 'skopeo', 'qemu-guest-agent', 'busybox-static'],
]

/** Commands that this host must have, and the Debian packages that bring them. */
export const HOST_TOOLS: Readonly<Record<string, string>> = {
  'qemu-system-x86_64': 'qemu-system-x86',
  'qemu-img': 'qemu-utils',
  debootstrap: 'debootstrap',
  mke2fs: 'e2fsprogs',
  skopeo: 'skopeo',
}
