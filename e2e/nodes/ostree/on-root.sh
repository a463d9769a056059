# on_root DISK COMMAND: runs COMMAND with the root file system of DISK at /mnt/disk, until it succeeds on one. Is sourced.
on_root() {
  mount -t tmpfs tmpfs /mnt
  mkdir /mnt/disk
  # The whole disk is one file system where no boot loader is on it; else it has partitions.
  if mount -o loop "$1" /mnt/disk 2>/dev/null; then attempt "$2" && return; fi
  sfdisk --dump "$1" | sed -n 's/.*start= *\([0-9]*\), size= *\([0-9]*\).*/\1 \2/p' > /mnt/partitions
  while read -r start size; do
    mount -o "loop,offset=$((start * 512)),sizelimit=$((size * 512))" "$1" /mnt/disk 2>/dev/null || continue
    if attempt "$2"; then return; fi
  done < /mnt/partitions
  echo "no deployment of ostree or composefs is on $1" >&2
  return 1
}
attempt() {
  code=0
  "$1" || code=1
  umount /mnt/disk
  return $code
}
