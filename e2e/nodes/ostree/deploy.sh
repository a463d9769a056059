# deploy.sh ROOT BOOTC DISK IMAGE AUTHFILE REGISTRY LOCAL ARGUMENT...: installs an image on a new disk, as bootc install would on one without a boot loader.
# REGISTRY is the name that machines use, LOCAL the same registry on this host, each ARGUMENT one of the kernel's.
# Is run in a mount namespace of its own, so nothing that is mounted here outlives it.
root=$1 bootc=$2 disk=$3 image=$4 authfile=$5 registry=$6 local=$7
shift 7
rm -f "$disk"
truncate -s 8G "$disk"
mke2fs -q -t ext4 -F -L root "$disk"
mount -t tmpfs tmpfs "$root/mnt"
mkdir "$root/mnt/sysroot"
mount -o loop "$disk" "$root/mnt/sysroot"
mount -t proc proc "$root/proc"
mount --bind /dev "$root/dev"
mount --bind "$bootc" "$root/usr/bin/bootc"
for folder in tmp run var/tmp etc/containers/registries.conf.d; do mkdir -p "$root/$folder"; mount -t tmpfs tmpfs "$root/$folder"; done
cp "$authfile" "$root/run/auth.json"
printf '[[registry]]\nprefix = "%s"\nlocation = "%s"\ninsecure = true\n' "$registry" "$local" > "$root/etc/containers/registries.conf.d/e2e.conf"
repository=/mnt/sysroot/ostree/repo
chroot "$root" ostree admin init-fs --modern /mnt/sysroot
chroot "$root" ostree config --repo "$repository" set sysroot.bootloader none
chroot "$root" ostree config --repo "$repository" set sysroot.readonly true
chroot "$root" ostree admin stateroot-init --sysroot /mnt/sysroot default
arguments=
for argument in "$@"; do arguments="$arguments --karg $argument"; done
chroot "$root" bootc internals ostree-ext container image deploy --sysroot /mnt/sysroot --stateroot default \
  --imgref "ostree-unverified-registry:$image" --authfile /run/auth.json $arguments
umount "$root/mnt/sysroot"
