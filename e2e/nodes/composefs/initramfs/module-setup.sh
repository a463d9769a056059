# A module of dracut: what mounts the image of a composefs host as its root before systemd goes there.
check() { return 255; }
depends() { return 0; }
installkernel() { instmods erofs overlay; }
install() {
  inst /usr/lib/bootc/initramfs-setup
  inst_simple "$moddir/bootc-root.service" "$systemdsystemunitdir/bootc-root.service"
  $SYSTEMCTL -q --root "$initdir" add-wants initrd-root-fs.target bootc-root.service
}
