# preload.sh ROOT DISK [NAME LOCAL]...: puts images into the store of containerd on a disk: an emulated machine takes minutes to unpack one.
# NAME is what the machine calls the image, LOCAL what this host does. containerd is that of ROOT.
# Is run in a mount namespace of its own, so nothing that is mounted here outlives it.
root=$1 disk=$2
shift 2
. "$(dirname "$0")/on-root.sh"
address=/run/containerd.sock
ctr() { chroot "$root" ctr --address "$address" --namespace k8s.io "$@"; }
fill() {
  var=
  for folder in /mnt/disk/ostree/deploy/default/var /mnt/disk/state/os/default/var; do [ -d "$folder" ] && var=$folder; done
  [ -n "$var" ] || return 1
  mkdir -p "$var/lib/containerd"
  mount --bind "$var/lib/containerd" "$root/opt"
  chroot "$root" containerd --root /opt --state /run/containerd --address "$address" --log-level warn > /mnt/containerd.log 2>&1 &
  containerd=$!
  filled=
  pull "$@" && filled=yes
  kill "$containerd"
  wait "$containerd" || true
  [ -n "$filled" ] || tail -n 5 /mnt/containerd.log >&2
  umount "$root/opt"
  [ -n "$filled" ] || exit 1
}
pull() {
  for try in $(seq 300); do ctr version > /dev/null 2>&1 && break; sleep 0.2; done
  while [ $# -gt 1 ]; do
    ctr images pull --plain-http --snapshotter overlayfs "$2" > /dev/null || return 1
    ctr images tag "$2" "$1" > /dev/null || return 1
    ctr images rm "$2" > /dev/null || return 1
    shift 2
  done
}
mount -t proc proc "$root/proc"
mount --bind /dev "$root/dev"
for folder in run tmp; do mount -t tmpfs tmpfs "$root/$folder"; done
images="$*"
with_images() { fill $images; }
on_root "$disk" with_images
