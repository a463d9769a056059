/** The Debian release whose libostree the bootc executable is linked against. */
export const OSTREE_SUITE = 'sid'

/** What a node is made of that ostree boots; bootc and the kubelet are added to it. */
export const OSTREE_PACKAGES: ReadonlyArray<string> = [
  ...['systemd', 'systemd-sysv', 'dbus', 'udev', 'kmod', 'mount', 'util-linux', 'procps', 'linux-image-cloud-amd64'],
  ...['dracut', 'ostree', 'ostree-boot', 'libostree-1-1', 'skopeo', 'podman', 'e2fsprogs', 'zstd', 'xz-utils'],
  ...['containerd', 'runc', 'containernetworking-plugins', 'iptables', 'nftables', 'conntrack', 'ethtool', 'socat'],
  ...['iproute2', 'iputils-ping', 'ca-certificates', 'qemu-guest-agent'],
]
