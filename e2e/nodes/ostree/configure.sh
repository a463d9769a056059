# configure.sh DISK TAR: writes what makes a machine different from others to the /etc of the system on its disk.
# Is run in a mount namespace of its own, so nothing that is mounted here outlives it.
disk=$1 tar=$2
. "$(dirname "$0")/on-root.sh"
configure() {
  found=
  for deployment in /mnt/disk/ostree/deploy/*/deploy/*.0 /mnt/disk/state/deploy/*; do
    [ -d "$deployment/etc" ] || continue
    tar -xf "$tar" -C "$deployment" || exit 1
    found=yes
  done
  [ -n "$found" ]
}
on_root "$disk" configure
