import { withLock } from '../../../testbed/tools/lock'

// Run as a process of its own by lock.test.ts: holds the lock of the given name until it is killed.
const [, , name = ''] = process.argv
withLock(
  name,
  () => undefined,
  () => {
    console.log('held')
    return new Promise(() => setInterval(() => undefined, 1000))
  },
)
