import type { Machine } from '../nodes/qemu/machine'
import { type Boots, rebootsBetween, tooManyReboots } from './reboots'
import type { Told } from './story'
import { readUpdates } from './updates'
import { whileLooking } from './while-looking'

/** An order to reboot stays for longer, since the machine has to come back. */
const LOOK_EVERY_MS = 5_000

const COUNTS = 'cat /proc/sys/kernel/random/boot_id; systemctl show -P SoftRebootsCount'

/** On the machine itself: neither kubelet nor agent is asked. */
const bootsOf = async (machine: Machine): Promise<Boots> => {
  const reboots = machine.reboots()
  const said = machine.isOn() ? await machine.run(['/bin/sh', '-c', COUNTS]).catch(() => undefined) : undefined
  const [bootId, softReboots] = said?.stdout.split('\n') ?? []
  return { reboots, bootId, softReboots: Number(softReboots ?? 0) }
}

/** The attempts in which nodes are ordered to reboot now, each with its node's name. */
const ordered = async (told: Told): Promise<ReadonlyArray<string>> =>
  (await readUpdates(told)).filter(({ step }) => step === 'Reboot').map(({ name, attempt }) => `${name} ${attempt}`)

/** Rejects when a machine rebooted more often than in attempts in which it was ordered to; then the story has failed too. */
export const whileRebootsAreCounted = async (told: Told, act: () => Promise<void>): Promise<void> => {
  const { all } = told.cluster.machines
  const before = await Promise.all(all.map(bootsOf))
  const stale = new Set(await ordered(told).catch(() => []))
  const seen = new Set<string>()
  const look = async (): Promise<void> => {
    for (const one of await ordered(told).catch(() => [])) if (!stale.has(one)) seen.add(one)
  }
  await whileLooking(act, look, LOOK_EVERY_MS)
  await look()
  const after = await Promise.all(all.map(bootsOf))
  const counts = all.map(({ name }, at) => {
    const reboots = rebootsBetween(before[at] as Boots, after[at] as Boots)
    return { name, reboots, attempts: [...seen].filter(one => one.startsWith(`${name} `)).length }
  })
  for (const { name, reboots, attempts } of counts) told.say(`${name}: ${reboots} reboots in ${attempts} attempts`)
  const problems = counts.flatMap(({ name, reboots, attempts }) => tooManyReboots(name, reboots, attempts) ?? [])
  if (problems.length > 0) throw new Error(problems.join('; '))
}
