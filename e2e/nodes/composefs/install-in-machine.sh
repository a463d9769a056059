#!/bin/sh
# PID 1 of an installer machine: installs what /dev/vdc says on /dev/vdb, says on the console how that ended, and resets the machine.
export PATH=/usr/sbin:/usr/bin:/sbin:/bin HOME=/root LC_ALL=C.UTF-8
mount -t proc proc /proc
mount -t sysfs sysfs /sys
mount -t efivarfs efivarfs /sys/firmware/efi/efivars
mount -t tmpfs tmpfs /run
mkdir -p /dev/pts /dev/shm
mount -t devpts devpts /dev/pts
mount -t tmpfs tmpfs /dev/shm
# bootc install works from mounts that it passes on.
mount --make-rshared /
/usr/lib/systemd/systemd-udevd --daemon
udevadm trigger --action=add
udevadm settle
for module in virtio_net loop vfat erofs overlay; do modprobe $module; done
ip link set lo up
ip link set eth0 up
ip address add 10.0.2.15/24 dev eth0
ip route add default via 10.0.2.2
mkdir -p /var/tmp
tar -xf /dev/vdc -C /
/bin/sh -e /etc/e2e-installer/install
echo "e2e installer: code $?"
sync
echo 1 > /proc/sys/kernel/sysrq
echo b > /proc/sysrq-trigger
sleep 60
