# make-installer.sh ROOT BOOTC BUSYBOX INIT FOLDER: what an installer machine is started from, as FOLDER/{vmlinuz,initrd,root.raw}.
# Its root is ROOT with this BOOTC; the initramfs has the one module that finds the disk, and hands over to INIT there.
# Is run in a mount namespace of its own, so nothing that is mounted here outlives it.
root=$1 bootc=$2 busybox=$3 init=$4 folder=$5
modules=$root/usr/lib/modules/$(ls "$root/usr/lib/modules")
cp "$modules/vmlinuz" "$folder/vmlinuz"
mkdir -p "$folder/initrd.d/bin"
cp "$busybox" "$folder/initrd.d/bin/busybox"
"$busybox" unxz -c "$modules/kernel/drivers/block/virtio_blk.ko.xz" > "$folder/initrd.d/virtio_blk.ko"
cat > "$folder/initrd.d/init" <<'INIT'
#!/bin/busybox sh
bb=/bin/busybox
$bb mkdir -p /dev /new
$bb mount -t devtmpfs dev /dev
$bb insmod /virtio_blk.ko
until [ -b /dev/vda ]; do $bb sleep 0.2; done
$bb mount -t ext4 -o rw /dev/vda /new
$bb mount --move /dev /new/dev
exec $bb switch_root /new /e2e-installer
INIT
chmod 755 "$folder/initrd.d/init"
(cd "$folder/initrd.d" && find . | "$busybox" cpio -o -H newc | gzip -n -1 > "$folder/initrd")
rm -rf "$folder/initrd.d"
# The cache's tree stays as it is: what is added is so over a tmpfs.
mkdir "$folder/upper"
mount -t tmpfs tmpfs "$folder/upper"
mkdir "$folder/upper/up" "$folder/upper/work" "$folder/upper/all"
mount -t overlay -o "lowerdir=$root,upperdir=$folder/upper/up,workdir=$folder/upper/work" overlay "$folder/upper/all"
cp --remove-destination "$bootc" "$folder/upper/all/usr/bin/bootc"
cp "$init" "$folder/upper/all/e2e-installer"
chmod 755 "$folder/upper/all/usr/bin/bootc" "$folder/upper/all/e2e-installer"
truncate -s 8G "$folder/root.raw"
mke2fs -q -F -t ext4 -d "$folder/upper/all" "$folder/root.raw"
umount "$folder/upper/all" "$folder/upper"
rmdir "$folder/upper"
