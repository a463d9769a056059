import { createProcessSet } from '../../../testbed/control-plane/process-set'

// Run as a process of its own by process-set.test.ts: starts two processes, prints their pids, and waits to be killed.
const main = async (): Promise<void> => {
  const processes = createProcessSet()
  const logFile = '/dev/null'
  await processes.start({ file: '/bin/sleep', args: ['600'], logFile })
  await processes.start({ file: '/bin/sleep', args: ['601'], logFile })
  console.log(JSON.stringify(processes.pids()))
  setInterval(() => undefined, 1000)
}

void main()
