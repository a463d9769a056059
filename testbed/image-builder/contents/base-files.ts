import { directory, type Entry, file, symlink } from '../oci/entry'

/** Whom containers run as unless their pod says otherwise; nobody's on the host. The same number as in distroless images. */
export const NONROOT = 65532

const PASSWD = `root:x:0:0:root:/root:/sbin/nologin
nonroot:x:${NONROOT}:${NONROOT}:nonroot:/nonexistent:/sbin/nologin
`

const GROUP = `root:x:0:
nonroot:x:${NONROOT}:
`

/** What programs of a Linux system expect around them, and the folders that a container runtime mounts on. */
export const baseFiles: ReadonlyArray<Entry> = [
  file('etc/passwd', PASSWD),
  file('etc/group', GROUP),
  file('etc/nsswitch.conf', 'hosts: files dns\n'),
  directory('usr/bin'),
  ...['bin', 'sbin'].map(path => symlink(path, 'usr/bin')),
  ...['lib', 'lib64'].flatMap(path => [directory(`usr/${path}`), symlink(path, `usr/${path}`)]),
  ...['dev', 'proc', 'run', 'sys', 'var'].map(path => directory(path)),
  directory('tmp', 0o1777),
]
