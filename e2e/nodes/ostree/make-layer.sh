# make-layer.sh ROOT BOOTC KUBELET FOLDER: the base layer of the images of an ostree host, as FOLDER/layer.tar.
# ROOT shares its files with the tree, so they are replaced here, never written to.
root=$1 bootc=$2 kubelet=$3 folder=$4
tree=$folder/tree
mkdir -p "$tree"
cd "$root"
cp -al usr etc bin sbin lib lib64 "$tree/"
cd "$tree"
mkdir -m 755 boot dev proc run sys sysroot var
mkdir -m 1777 tmp
ln -s sysroot/ostree ostree
ln -s var/home home
ln -s var/roothome root
ln -s var/mnt mnt
ln -s var/opt opt
ln -s var/srv srv
ln -s run/media media
cp --remove-destination "$bootc" usr/bin/bootc
cp --remove-destination "$kubelet" usr/local/bin/kubelet
chmod 755 usr/bin/bootc usr/local/bin/kubelet
printf 'd /var/%s 0755 root root -\n' home mnt opt srv > usr/lib/tmpfiles.d/e2e.conf
printf 'd /var/roothome 0700 root root -\n' >> usr/lib/tmpfiles.d/e2e.conf
# What no node needs, and what Debian would do behind a test's back.
rm -rf usr/share/doc/* usr/share/man/* usr/share/locale/*
rm -rf etc/systemd/system/timers.target.wants etc/systemd/system/getty.target.wants
rm -f etc/fstab etc/resolv.conf etc/hostname etc/machine-id etc/.pwd.lock etc/passwd- etc/group- etc/shadow- etc/gshadow-
: > etc/machine-id
mkdir -p etc/systemd/system/multi-user.target.wants
ln -sf /usr/lib/systemd/system/systemd-networkd.service etc/systemd/system/multi-user.target.wants/
ln -sf /usr/lib/systemd/system/multi-user.target etc/systemd/system/default.target
for unit in podman-auto-update podman-restart podman-clean-transient; do ln -sf /dev/null "etc/systemd/system/$unit.service"; done
tar --sort=name --numeric-owner --mtime=@0 -cf "$folder/layer.tar" .
rm -rf "$tree"
