# configure.sh DISK TAR: writes what makes a machine different from others to the /etc of the system on its disk.
# Is run in a mount namespace of its own, so nothing that is mounted here outlives it.
disk=$1 tar=$2
mount -t tmpfs tmpfs /mnt
mkdir /mnt/disk
configure() {
  found=
  for deployment in /mnt/disk/ostree/deploy/*/deploy/*.0; do
    [ -d "$deployment/etc" ] || continue
    tar -xf "$tar" -C "$deployment" || exit 1
    found=yes
  done
  umount /mnt/disk
  [ -n "$found" ]
}
# The whole disk is one file system where no boot loader is on it; else it has partitions.
if mount -o loop "$disk" /mnt/disk 2>/dev/null; then configure && exit; fi
sfdisk --dump "$disk" | sed -n 's/.*start= *\([0-9]*\), size= *\([0-9]*\).*/\1 \2/p' > /mnt/partitions
while read -r start size; do
  mount -o "loop,offset=$((start * 512)),sizelimit=$((size * 512))" "$disk" /mnt/disk 2>/dev/null || continue
  if configure; then exit; fi
done < /mnt/partitions
echo "no deployment of ostree is on $disk" >&2
exit 1
