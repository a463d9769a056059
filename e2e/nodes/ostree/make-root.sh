# make-root.sh ROOT SUITE MIRROR PACKAGES: a Debian that an ostree image is made of, and in which ostree and bootc are run.
# Is run in a mount namespace of its own, so nothing that is mounted here outlives it.
root=$1 suite=$2 mirror=$3 packages=$4
export DEBIAN_FRONTEND=noninteractive LC_ALL=C
debootstrap --variant=minbase "$suite" "$root" "$mirror"
mount -t proc proc "$root/proc"
mount -t sysfs -o ro sysfs "$root/sys"
mount --bind /dev "$root/dev"
mount -t tmpfs tmpfs "$root/tmp"
mount -t tmpfs tmpfs "$root/run"
# debootstrap cannot choose between packages that provide the same; apt-get can. Mirrors of sid may be behind.
apt() { chroot "$root" env INITRD=No apt-get -y -o Acquire::Check-Valid-Until=false -o Dpkg::Options::=--force-unsafe-io "$@"; }
echo "deb $mirror $suite main" > "$root/etc/apt/sources.list"
apt update
apt install --no-install-recommends $packages
apt clean
# What bootc install would ask for: the root file system is composefs, and nobody writes below /sysroot.
mkdir -p "$root/usr/lib/ostree"
printf '[composefs]\nenabled = yes\n[sysroot]\nreadonly = true\n' > "$root/usr/lib/ostree/prepare-root.conf"
version=$(ls "$root/usr/lib/modules")
chroot "$root" dracut --force --no-hostonly --no-hostonly-cmdline --add ostree --omit 'nfs iscsi lvm dm mdraid crypt btrfs multipath plymouth network' \
  --add-drivers 'ext4 erofs overlay loop virtio_blk virtio_pci' --kver "$version" "/usr/lib/modules/$version/initramfs.img"
[ -e "$root/usr/lib/modules/$version/vmlinuz" ] || cp "$root/boot/vmlinuz-$version" "$root/usr/lib/modules/$version/vmlinuz"
# Where the two programs that come from outside are mounted or copied to.
mkdir -p "$root/usr/local/bin"
: > "$root/usr/bin/bootc"
