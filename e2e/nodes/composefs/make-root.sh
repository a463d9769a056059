# make-root.sh OSTREE_ROOT ROOT SETUP MODULE UNITS PACKAGES: the Debian of ostree hosts, with what a composefs host needs instead.
# SETUP is bootc's own program for the initramfs, MODULE the folder of a module of dracut that brings it there,
# UNITS one of units of systemd.
# Is run in a mount namespace of its own, so nothing that is mounted here outlives it.
ostree=$1 root=$2 setup=$3 module=$4 units=$5 packages=$6
export DEBIAN_FRONTEND=noninteractive LC_ALL=C
cp -a "$ostree" "$root"
mount -t proc proc "$root/proc"
mount -t sysfs -o ro sysfs "$root/sys"
mount --bind /dev "$root/dev"
mount -t tmpfs tmpfs "$root/tmp"
mount -t tmpfs tmpfs "$root/run"
apt() { chroot "$root" env INITRD=No apt-get -y -o Acquire::Check-Valid-Until=false -o Dpkg::Options::=--force-unsafe-io "$@"; }
apt update
apt install --no-install-recommends $packages
apt clean
mkdir -p "$root/usr/lib/bootc/install"
cp "$setup" "$root/usr/lib/bootc/initramfs-setup"
chmod 755 "$root/usr/lib/bootc/initramfs-setup"
# The root is found by its UUID, as on hosts whose boot loader sets no variables of the firmware.
printf '[install.filesystem.root]\ntype = "ext4"\n[install]\ndiscoverable-partitions = false\n' > "$root/usr/lib/bootc/install/10-e2e.toml"
cp -r "$module" "$root/usr/lib/dracut/modules.d/90bootc-root"
cp "$units"/* "$root/usr/lib/systemd/system/"
version=$(ls "$root/usr/lib/modules")
chroot "$root" dracut --force --no-hostonly --no-hostonly-cmdline --add bootc-root --omit 'ostree nfs iscsi lvm dm mdraid crypt btrfs multipath plymouth network' \
  --add-drivers 'ext4 erofs overlay loop virtio_blk virtio_pci' --kver "$version" "/usr/lib/modules/$version/initramfs.img"
