import assert from 'node:assert/strict'
import * as E from 'fp-ts/Either'
import { readUnitStates, type SeenUnit } from '../../../agent/host/unit-states'
import type { Host } from '../../../agent/ports'
import { commandFailed } from '../../../testbed/memory-host'
import { type Answer, systemdRecorded } from '../../support/systemd-recorded'

/** What was printed for each command, by where in the life of the machine it was run. */
const recorded = (file: string): ReadonlyArray<ReadonlyMap<string, Answer>> =>
  systemdRecorded(file).map(({ answers }) => answers)

/** The properties that were asked, of the units that were asked: the machine was asked for more at once. */
const ofUnits = (answers: ReadonlyMap<string, Answer>, units: ReadonlyArray<string>): string => {
  const [question, answer] = [...answers].find(([asked]) => asked.includes(' boot-complete.target greenboot')) ?? []
  const blocks = answer?.stdout.trim().split('\n\n') ?? []
  const asked = question?.split(' -- ')[1]?.split(' ') ?? []
  return units.map(unit => blocks[asked.indexOf(unit)] ?? 'not recorded').join('\n\n')
}

const managerIn = (answers: ReadonlyMap<string, Answer>): string => {
  const shown = [...answers.values()].map(({ stdout }) => /^UserspaceTimestampMonotonic=(\d+)$/m.exec(stdout)?.[1])
  return shown.find(value => value !== undefined) ?? ''
}

const hostThat = (answers: (argv: ReadonlyArray<string>) => Awaited<ReturnType<Host['run']>>): Pick<Host, 'run'> => ({
  run: async argv => answers(argv),
})

const machineIn = (answers: ReadonlyMap<string, Answer>): Host => {
  const run = hostThat(argv =>
    argv.includes('-P')
      ? E.right(`${managerIn(answers)}\n`)
      : E.right(ofUnits(answers, argv.slice(argv.indexOf('--') + 1))),
  )
  return run as Host
}

const statesOf = async (host: Host, units: ReadonlyArray<string>): Promise<Readonly<Record<string, string>>> => {
  const read = await readUnitStates(host, units)
  assert.ok(E.isRight(read), JSON.stringify(read))
  return Object.fromEntries(read.right.map(({ unit, state }: SeenUnit) => [unit, state]))
}

const UNITS = ['boot-complete.target', 'greenboot-healthcheck.service', 'daemon.service', 'fails.service']

describe('units of the host, as systemd 257 was recorded', () => {
  const [first, second, third] = recorded('systemd-257-soft-reboots.txt')
  assert.ok(first !== undefined && second !== undefined && third !== undefined)
  const all = {
    'boot-complete.target': 'active',
    'greenboot-healthcheck.service': 'active',
    'daemon.service': 'active',
  }

  for (const [when, answers] of Object.entries({ 'a boot': first, 'a soft reboot': second, 'a second one': third })) {
    it(`after ${when} counts what was entered since`, async () => {
      assert.deepEqual(await statesOf(machineIn(answers), UNITS), { ...all, 'fails.service': 'failed' })
    })
  }

  it('a unit that outlived a soft reboot proves nothing of the new image', async () => {
    assert.deepEqual(await statesOf(machineIn(first), ['survives.service']), { 'survives.service': 'active' })
    assert.deepEqual(await statesOf(machineIn(second), ['survives.service']), { 'survives.service': 'inactive' })
  })

  it('a mount that systemd found when it started is there', async () => {
    assert.deepEqual(await statesOf(machineIn(second), ['-.mount']), { '-.mount': 'active' })
  })

  it('boot-complete.target is as the check of the image says', async () => {
    const asked = ['boot-complete.target', 'health-check.service']
    const states = await Promise.all(
      recorded('systemd-257-health-check.txt').map(answers => {
        const shown = [...answers].find(([question]) => question.includes(' -- '))?.[1].stdout ?? ''
        const start = answers.get('systemctl show -P UserspaceTimestampMonotonic')?.stdout ?? ''
        return statesOf(hostThat(argv => E.right(argv.includes('-P') ? start : shown)) as Host, asked)
      }),
    )
    assert.deepEqual(states, [
      { 'boot-complete.target': 'active', 'health-check.service': 'active' },
      { 'boot-complete.target': 'inactive', 'health-check.service': 'failed' },
    ])
  })

  it('a unit that is not there is missing', async () => {
    assert.deepEqual(await statesOf(machineIn(first), ['no-such.service']), { 'no-such.service': 'missing' })
  })

  it('an alias is answered in its place, and a masked unit is inactive', async () => {
    const [names] = recorded('systemd-257-names.txt')
    const aliases = [...(names ?? [])].find(([asked]) => asked.includes('greeted.service'))
    assert.ok(aliases !== undefined)
    const asked = aliases[0].split(' -- ')[1]?.split(' ') ?? []
    const host = hostThat(argv => E.right(argv.includes('-P') ? '6555608\n' : aliases[1].stdout)) as Host
    const states = await statesOf(host, asked)
    assert.equal(states['greeted.service'], 'active')
    assert.equal(states['getty@tty1.service'], 'inactive')
  })

  it('a name that can be no unit takes no answer from the others', async () => {
    const [names] = recorded('systemd-257-names.txt')
    const refused = [...(names ?? [])].find(([question]) => question.includes('getty@.service'))?.[1]
    assert.equal(refused?.exitCode, 1)
    const host = hostThat(argv => {
      if (argv.includes('-P')) return E.right('9947382\n')
      if (argv.includes('getty@.service')) return commandFailed(argv.join(' '), { stderr: refused?.stdout ?? '' })
      return E.right(ofUnits(first, argv.slice(argv.indexOf('--') + 1)))
    }) as Host
    const states = await statesOf(host, ['getty@.service', 'daemon.service'])
    assert.deepEqual(states, { 'getty@.service': 'missing', 'daemon.service': 'active' })
  })

  it('an answer that is shorter than the question is none', async () => {
    const host = hostThat(argv =>
      E.right(argv.includes('-P') ? '1\n' : 'LoadState=loaded\nActiveState=active\n'),
    ) as Host
    assert.ok(E.isLeft(await readUnitStates(host, ['a.service', 'b.service'])))
  })
})
