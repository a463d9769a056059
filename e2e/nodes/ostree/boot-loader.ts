import { existsSync, mkdirSync, rmSync, statSync } from 'node:fs'
import { basename, join } from 'node:path'
import { DOES_NOT_BOOT } from '../../../testbed/images/os-image'
import { runProgram } from '../../../testbed/tools/run-program'
import { systemEnv } from '../../../testbed/tools/system-env'
import type { BootChoice } from '../qemu/hosts'
import { type BootEntry, deploymentLink, inBootOrder, parseBootEntry } from './boot-entries'

/** Answers a request of debugfs; with nothing when a file is not there. */
export type AskDisk = (request: string) => Promise<string>

/** debugfs reads an ext4 disk without mounting it and, as a boot loader, without its journal. */
export const askDisk =
  (file: string): AskDisk =>
  async request => {
    const { code, stdout, stderr } = await runProgram('debugfs', ['-R', request, file], {
      env: systemEnv(),
    })
    if (code !== 0) throw new Error(`debugfs cannot read ${file}: ${stderr}`)
    return stdout
  }

const readEntries = async (ask: AskDisk): Promise<ReadonlyArray<BootEntry>> => {
  // `ls -p` has a line /inode/mode/uid/gid/name/size/ for each file; /boot/loader is a link to loader.0 or loader.1.
  const names = [...(await ask('ls -p /boot/loader/entries')).matchAll(/\/([^/]+\.conf)\//g)]
  const texts = await Promise.all(names.map(([, name]) => ask(`cat /boot/loader/entries/${name}`)))
  return inBootOrder(texts.map(parseBootEntry))
}

const boots = async (ask: AskDisk, entry: BootEntry): Promise<boolean> =>
  !(await ask(`stat ${deploymentLink(entry)}/${DOES_NOT_BOOT}`)).includes('Inode:')

/** The boot loader of a disk that has none: takes the first entry that boots out of it, and puts its kernel into the folder. */
export const bootFrom = async (ask: AskDisk, folder: string, log: (line: string) => void): Promise<BootChoice> => {
  // What an earlier start took must not pass for what this one should have found.
  rmSync(folder, { recursive: true, force: true })
  mkdirSync(folder, { recursive: true })
  for (const entry of await readEntries(ask)) {
    if (!(await boots(ask, entry))) {
      log(`boot loader: ${deploymentLink(entry)} does not boot, trying the next`)
      continue
    }
    const choice = { kernel: join(folder, 'vmlinuz'), initrd: join(folder, 'initramfs'), commandLine: entry.options }
    await ask(`dump /boot${entry.linux} ${choice.kernel}`)
    await ask(`dump /boot${entry.initrd} ${choice.initrd}`)
    const missing = [choice.kernel, choice.initrd].find(file => !existsSync(file) || statSync(file).size === 0)
    if (missing !== undefined) throw new Error(`the disk has no ${basename(missing)} for ${deploymentLink(entry)}`)
    return choice
  }
  throw new Error('no entry of the boot loader boots')
}
