import assert from 'node:assert/strict'
import { existsSync, mkdirSync, writeFileSync } from 'node:fs'
import { dirname } from 'node:path'
import { NEWEST } from '../../testbed/hosts/bootc/chosen-release'
import { writeFaults } from '../../testbed/hosts/faults'
import { readState, withRun, writeState } from '../../testbed/hosts/host-state'
import { hostPath } from '../../testbed/hosts/layout'
import { digestOf, imageOf } from './support/crash/images'
import { play } from './support/crash/play'
import type { Bystander, Play, Played } from './support/crash/script'
import { conditionOf, failedFor, inTurn, isStaged, orderFor, rolloutTo, runs, type Status } from './support/rollouts'

interface Story extends Play {
  readonly name: string
  readonly ends: (played: Played) => void
}

/** Locks by a verb of its own what is staged. */
const LOCKS_AFTERWARDS = { bootcVersion: '1.16.9' }
const COMPOSEFS = { ...LOCKS_AFTERWARDS, backend: 'composefs', activeUnits: [] }
/** Has `switch --download-only` (steps 401 to 470). */
const NEWEST_COMPOSEFS = { ...COMPOSEFS, bootcVersion: NEWEST }
const OPTIONS = ['loader-entries', 'set-options-for-source', '--source', 'rb', '--options', 'rb.opt=1']
const FALLEN = { fallbackDigests: [digestOf('v2')] }

/** What was run, shortened to verb and options. */
const ran = ({ effects }: Played): ReadonlyArray<string> =>
  effects
    .filter(name => /^(bootc|ostree|systemctl|umount|env)/.test(name))
    .map(name => name.replace(/ registry\S+/, ''))
const didNot = (played: Played, pattern: RegExp): void =>
  assert.deepEqual(
    ran(played).filter(name => pattern.test(name)),
    [],
  )
const did = (played: Played, ...names: ReadonlyArray<string>): void => {
  for (const name of names) assert.ok(ran(played).includes(name), `${name} is not in:\n${ran(played).join('\n')}`)
}
const write = ({ layout }: Bystander, path: string, text: string): void => {
  mkdirSync(dirname(hostPath(layout, path)), { recursive: true })
  writeFileSync(hostPath(layout, path), text)
}
const has = ({ layout }: Played | Bystander, path: string): boolean => existsSync(hostPath(layout, path))
const isSwitch = (name: string): boolean => name.startsWith('bootc switch')
const never = (): boolean => false
const twiceSoftly = () =>
  inTurn([rolloutTo('v2', 'RequireSoftReboot'), runs('v2')], [rolloutTo('v3', 'RequireSoftReboot'), runs('v3')])
/** Does something once, before the first effect whose name matches. */
const onceAt = (pattern: RegExp, act: (bystander: Bystander) => unknown): NonNullable<Play['atEffect']> => {
  let isDone = false
  return async (name, bystander) => {
    if (isDone || !pattern.test(name)) return
    isDone = true
    await act(bystander)
  }
}
const drift = (status: Status): string | undefined => {
  const condition = conditionOf(status, 'Drifted')
  return condition?.status === 'True' ? condition.reason : undefined
}

const stories: ReadonlyArray<Story> = [
  {
    name: 'cleans the store before it pulls again after a layer that was altered',
    faults: { switch: { name: 'corrupted-layer', times: 1 } },
    rollout: rolloutTo('v2'),
    isOver: runs('v2'),
    ends: played => {
      const verbs = ran(played).filter(name => /switch|cleanup/.test(name))
      assert.deepEqual(
        verbs.map(name => name.split(' ')[1]),
        ['switch', 'internals', 'internals', 'switch'],
      )
      assert.equal(Object.values(played.state.layers).filter(({ altered }) => altered).length, 0)
    },
  },
  {
    name: 'takes away what an admin staged from a store that has an altered layer',
    faults: { switch: { name: 'corrupted-layer', times: 1 } },
    rollout: rolloutTo('v2'),
    isOver: runs('v2'),
    atEffect: onceAt(/^bootc internals cleanup/, async ({ run }) => {
      await run('bootc', 'switch', imageOf('v2'))
    }),
    ends: played => {
      did(played, 'ostree admin undeploy 0')
      assert.equal(Object.values(played.state.layers).filter(({ altered }) => altered).length, 0)
      assert.deepEqual(played.reboots, ['reboot'])
    },
  },
  {
    name: 'does not pull again while the store cannot be cleaned of a layer that was altered',
    faults: { switch: 'corrupted-layer' },
    rollout: () => orderFor('v2'),
    isOver: ({ conditions }) => conditions?.some(({ reason }) => reason === 'LayerCorrupted') === true,
    atEffect: name => {
      if (name.startsWith('bootc internals')) throw new Error('the store is broken')
    },
    linger: 30,
    ends: played => {
      assert.equal(ran(played).filter(name => name.startsWith('bootc switch')).length, 1)
      assert.ok(ran(played).length < 30, 'it does not hurry')
    },
  },
  {
    name: 'takes what a composefs host runs for the wanted image when bootc says that it is the same content',
    host: COMPOSEFS,
    sameContent: { v3: 'v1' },
    rollout: () => orderFor('v3'),
    isOver: ({ phase, booted }) => phase === 'Idle' && booted?.digest === digestOf('v3'),
    linger: 30,
    ends: played => {
      assert.equal(ran(played).filter(name => name.startsWith('bootc switch')).length, 1)
      assert.equal(conditionOf(played.status, 'Degraded')?.status, 'False')
      assert.deepEqual(played.reboots, [])
    },
  },
  ...['ostree', 'composefs'].map(
    (backend): Story => ({
      name: `gives up an image for another architecture, and leaves nothing staged (${backend})`,
      host: { ...COMPOSEFS, backend },
      forArm: ['v2'],
      rollout: rolloutTo('v2'),
      isOver: failedFor('WrongArchitecture'),
      linger: 20,
      ends: played => {
        assert.deepEqual([played.state.run.staged, played.reboots, played.status.ready], [undefined, [], undefined])
        assert.equal(ran(played).filter(name => name.startsWith('bootc switch')).length, 1)
      },
    }),
  ),
  {
    name: 'goes back on composefs to a rollback entry that has the wanted content under another name',
    host: COMPOSEFS,
    sameContent: { v3: 'v1' },
    rollout: inTurn([rolloutTo('v2'), runs('v2')], [rolloutTo('v3'), runs('v3')]),
    isOver: runs('v3'),
    ends: played => {
      assert.equal(played.booted, 'v1')
      assert.deepEqual(played.reboots, ['reboot', 'reboot'])
      did(played, 'bootc rollback')
    },
  },
  {
    name: 'soft reboots twice in one kernel boot, and is told the right image after both',
    rollout: twiceSoftly(),
    isOver: runs('v3'),
    ends: played => {
      assert.deepEqual(played.reboots, ['soft-reboot', 'soft-reboot'])
      did(played, 'systemctl stop ostree-boot-complete.service')
      assert.equal(played.booted, 'v3')
    },
  },
  {
    name: 'makes bootc tell the truth when it tells the old image after a second soft reboot',
    rollout: twiceSoftly(),
    isOver: runs('v3'),
    // The unit runs again for whatever reason.
    atEffect: (name, { layout }) => {
      if (name === 'systemctl soft-reboot') writeState(layout, withRun(readState(layout), { bootCompleteActive: true }))
    },
    ends: played => {
      const repairs = ran(played).filter(name => name === 'systemctl restart ostree-boot-complete.service')
      assert.equal(repairs.length, 2, played.effects.join('\n'))
      didNot(played, /rollback/)
      assert.deepEqual(played.reboots, ['soft-reboot', 'soft-reboot'])
    },
  },
  {
    name: 'takes away what is staged before it stages over a prepared soft reboot',
    before: async ({ run }) => {
      await run('bootc', 'switch', imageOf('v3'), '--soft-reboot=required')
    },
    rollout: rolloutTo('v2'),
    isOver: runs('v2'),
    ends: played => {
      const commands = ran(played)
      assert.ok(commands.indexOf('ostree admin undeploy 0') < commands.findIndex(isSwitch), commands.join('\n'))
      assert.ok(commands.includes('ostree admin undeploy 0'))
      assert.deepEqual(played.reboots, ['reboot'])
    },
  },
  {
    name: 'unmounts the deleted tree of a stale soft reboot, and does not reboot into it',
    before: async bystander => {
      await bystander.run('bootc', 'switch', imageOf('v3'), '--soft-reboot=required')
      await bystander.run('bootc', 'switch', imageOf('v2'))
    },
    rollout: rolloutTo('v2'),
    isOver: runs('v2'),
    ends: played => {
      did(played, 'umount -R /run/nextroot')
      didNot(played, /undeploy/)
      assert.deepEqual(played.reboots, ['reboot'])
    },
  },
  {
    name: 'never reboots while something stays mounted on /run/nextroot',
    faults: { umount: { exitCode: 32, stderr: 'umount: /run/nextroot: target is busy.\n' } },
    before: ({ layout }) => writeState(layout, withRun(readState(layout), { nextRoot: 'deleted.0' })),
    atEffect: (_, { layout }) => {
      const state = readState(layout)
      if (state.run.nextRoot === undefined) writeState(layout, withRun(state, { nextRoot: 'deleted.0' }))
      write({ layout, run: async () => '' }, '/proc/1/mountinfo', '1 1 0:1 / /run/nextroot ro - overlay x ro\n')
    },
    rollout: rolloutTo('v2'),
    isOver: status => conditionOf(status, 'Degraded')?.reason === 'StaleSoftReboot',
    linger: 20,
    ends: played => {
      assert.deepEqual(played.reboots, [])
      didNot(played, /switch|reboot$/)
    },
  },
  {
    name: 'takes away a prepared soft reboot when the order is withdrawn, since a lock would not',
    rollout: (() => {
      const first = rolloutTo('v2', 'AllowSoftReboot')
      let isWithdrawn = false
      return (status: Status) => {
        const order = first(status)
        if (status.phase === 'Rebooting') isWithdrawn = true
        return isWithdrawn ? orderFor('v2') : order
      }
    })(),
    faults: { reboot: { exitCode: 1, stderr: 'inhibited\n' } },
    isOver: status => isStaged('v2')(status) && status.staged?.locked === true && status.attempt !== undefined,
    linger: 20,
    ends: played => {
      did(played, 'bootc upgrade --from-downloaded --soft-reboot=required', 'ostree admin undeploy 0')
      assert.equal(played.state.run.nextRoot, undefined)
      assert.equal(played.state.run.staged?.locked, true)
      assert.deepEqual(played.reboots, [])
    },
  },
  {
    name: 'does not even prepare a reboot when the order is withdrawn by the time it is read anew',
    ...(() => {
      const first = rolloutTo('v2')
      let isWithdrawn = false
      return {
        rollout: (status: Status) => (isWithdrawn ? orderFor('v2') : first(status)),
        atRead: () => {
          isWithdrawn = true
        },
        isOver: (status: Status) => isWithdrawn && isStaged('v2')(status),
      }
    })(),
    linger: 20,
    ends: played => {
      assert.deepEqual(played.reboots, [])
      didNot(played, /from-downloaded|reboot$/)
    },
  },
  {
    name: 'takes away the reboot wish that bootc writes for a locked image',
    rollout: () => orderFor('v2'),
    isOver: isStaged('v2'),
    ends: played => assert.equal(has(played, '/run/reboot-required'), false),
  },
  {
    name: 'keeps the reboot wish of an image that somebody else may reboot into',
    rollout: () => orderFor('v2', { lock: false }),
    isOver: isStaged('v2'),
    linger: 10,
    ends: played => {
      assert.equal(has(played, '/run/reboot-required'), true)
      assert.equal(played.status.staged?.locked, false)
    },
  },
  {
    name: 'keeps the reboot wish of somebody else',
    rollout: () => orderFor('v2'),
    isOver: isStaged('v2'),
    atEffect: onceAt(/^report Staged/, bystander => write(bystander, '/run/reboot-required', 'kernel update\n')),
    linger: 10,
    ends: played => assert.equal(has(played, '/run/reboot-required'), true),
  },
  {
    name: 'goes back by the rollback entry with a soft reboot too',
    rollout: inTurn(
      [rolloutTo('v2', 'RequireSoftReboot'), runs('v2')],
      [rolloutTo('v1', 'RequireSoftReboot', { attempt: 'v2~back' }), never],
    ),
    isOver: runs('v1'),
    ends: played => {
      did(played, 'bootc rollback --soft-reboot=required')
      assert.deepEqual(played.reboots, ['soft-reboot', 'soft-reboot'])
      assert.equal(played.booted, 'v1')
    },
  },
  {
    name: 'reboots fully, once, when a soft reboot does not take',
    faults: { softReboot: 'not-taken' },
    rollout: rolloutTo('v2', 'AllowSoftReboot'),
    isOver: runs('v2'),
    ends: played => assert.deepEqual(played.reboots, ['soft-reboot', 'reboot']),
  },
  {
    name: 'does so under the one order that it was given',
    faults: { softReboot: 'not-taken' },
    rollout: (() => {
      let order: object | undefined
      return (status: Status) => {
        if (order === undefined && isStaged('v2')(status)) {
          order = { step: 'Reboot', reboot: { fromBoot: status.boot?.id, mark: '1', policy: 'AllowSoftReboot' } }
        }
        return orderFor('v2', order)
      }
    })(),
    isOver: runs('v2'),
    ends: played => assert.deepEqual(played.reboots, ['soft-reboot', 'reboot']),
  },
  {
    name: 'gives up when a soft reboot that is required does not take, and stays on the old image',
    faults: { softReboot: 'not-taken' },
    rollout: rolloutTo('v2', 'RequireSoftReboot'),
    isOver: failedFor('SoftRebootImpossible'),
    linger: 20,
    ends: played => {
      assert.deepEqual(played.reboots, ['soft-reboot'])
      assert.equal(played.state.deployments[0]?.image.version, 'v1')
    },
  },
  {
    name: 'reboots fully on composefs, where nothing prepares what is staged already',
    host: COMPOSEFS,
    rollout: rolloutTo('v2', 'AllowSoftReboot'),
    isOver: runs('v2'),
    ends: played => assert.deepEqual(played.reboots, ['reboot']),
  },
  {
    name: 'soft reboots on composefs into what is staged locked, with the verb that can (recorded steps 402, 410 and 422)',
    host: NEWEST_COMPOSEFS,
    rollout: rolloutTo('v2', 'RequireSoftReboot'),
    isOver: runs('v2'),
    ends: played => {
      did(played, 'bootc switch --download-only', 'bootc upgrade --from-downloaded --soft-reboot=required')
      // It would lock and mount (recorded step 420).
      didNot(played, /switch.*--soft-reboot|--soft-reboot=auto|delete-deployment/)
      assert.deepEqual(played.reboots, ['soft-reboot'])
    },
  },
  {
    name: 'goes back to locked on composefs when the order is withdrawn: reset, unstaged and staged locked (recorded steps 411 to 413)',
    host: NEWEST_COMPOSEFS,
    faults: { reboot: { exitCode: 1, stderr: 'inhibited\n' } },
    ...(() => {
      const first = rolloutTo('v2', 'AllowSoftReboot')
      let isWithdrawn = false
      return {
        rollout: (status: Status) => {
          const order = first(status)
          isWithdrawn ||= status.phase === 'Rebooting'
          return isWithdrawn ? orderFor('v2') : order
        },
        isOver: (status: Status) => isWithdrawn && isStaged('v2')(status) && status.staged?.locked === true,
      }
    })(),
    linger: 20,
    ends: played => {
      const undone = ran(played).filter(name => /--reset|delete-deployment|from-downloaded|switch/.test(name))
      assert.deepEqual(
        undone.map(name => name.replace(/ [0-9a-f]{128}/, '')),
        [
          'bootc switch --download-only',
          'bootc upgrade --from-downloaded --soft-reboot=required',
          'bootc internals prep-soft-reboot --reset',
          'bootc delete-deployment',
          'bootc switch --download-only',
        ],
      )
      assert.deepEqual([played.state.run.nextRoot, played.state.run.staged?.locked], [undefined, true])
      assert.deepEqual(played.reboots, [])
    },
  },
  {
    name: 'locks again on composefs what an admin unlocked',
    host: NEWEST_COMPOSEFS,
    rollout: () => orderFor('v2'),
    isOver: isStaged('v2'),
    atEffect: onceAt(/^report Staged/, async ({ run }) => {
      await run('bootc', 'upgrade', '--from-downloaded')
    }),
    linger: 20,
    ends: played => {
      assert.equal(played.status.staged?.locked, true)
      assert.equal(ran(played).filter(isSwitch).length, 2)
    },
  },
  {
    name: 'locks again what a change of kernel arguments unlocked (recorded step 315)',
    host: LOCKS_AFTERWARDS,
    rollout: () => orderFor('v2'),
    isOver: isStaged('v2'),
    atEffect: onceAt(/^report Staged/, ({ run }) => run('bootc', ...OPTIONS)),
    linger: 20,
    ends: played => {
      assert.equal(played.status.staged?.locked, true)
      assert.equal(played.state.run.staged?.deployment.options, 'rb: rb.opt=1')
      assert.equal(ran(played).filter(name => name === 'bootc upgrade --download-only').length, 2)
      didNot(played, /undeploy|reboot/)
    },
  },
  {
    name: 'reports changed kernel arguments of the wanted image, and leaves them alone (recorded steps 318 and 343)',
    before: async ({ run }) => {
      await run('bootc', ...OPTIONS)
    },
    rollout: () => orderFor('v1'),
    isOver: ({ phase }) => phase === 'Idle',
    linger: 20,
    ends: played => {
      const { status, state } = played
      assert.deepEqual([status.pendingKernelArguments, status.ready], [true, undefined])
      assert.equal(drift(status), 'KernelArgumentsPending')
      assert.equal(state.run.staged?.deployment.options, 'rb: rb.opt=1')
      didNot(played, /undeploy|upgrade|switch|reboot$/)
    },
  },
  {
    name: 'says that changed kernel arguments are lost under an update (recorded step 320)',
    before: async ({ run }) => {
      await run('bootc', ...OPTIONS)
    },
    rollout: rolloutTo('v2'),
    isOver: runs('v2'),
    ends: played => {
      assert.equal(drift(played.status), 'KernelArgumentsLost')
      assert.equal(played.status.pendingKernelArguments, undefined)
      didNot(played, /undeploy/)
      assert.deepEqual(played.reboots, ['reboot'])
    },
  },
  {
    name: 'does not stage for ever on composefs what something keeps unlocking',
    host: NEWEST_COMPOSEFS,
    rollout: () => orderFor('v2'),
    isOver: isStaged('v2'),
    atEffect: async (name, { layout }) => {
      const state = readState(layout)
      const { staged } = state.run
      if (staged?.locked === true && !name.startsWith('bootc'))
        writeState(layout, withRun(state, { staged: { ...staged, locked: false } }))
    },
    linger: 60,
    ends: played => {
      assert.equal(played.status.staged?.locked, false)
      assert.ok(ran(played).filter(name => name.startsWith('bootc switch')).length <= 4)
    },
  },
  {
    name: 'says why the host could not finish the image on the way down',
    faults: { finalize: 'boot-full' },
    rollout: rolloutTo('v2'),
    isOver: failedFor('DiskFull'),
    linger: 10,
    ends: played => {
      assert.deepEqual(played.reboots, ['reboot'])
      assert.match(played.status.attempt?.message ?? '', /could not be finalized during shutdown: .*No space left/)
    },
  },
  {
    name: 'fails the attempt when the boot loader falls back, and keeps the boot loader from the next try',
    faults: FALLEN,
    rollout: rolloutTo('v2'),
    isOver: failedFor('FellBack'),
    linger: 20,
    ends: played => {
      assert.deepEqual(played.reboots, ['reboot'])
      assert.equal(played.state.deployments[0]?.image.version, 'v1')
      assert.deepEqual(
        ran(played).filter(name => name === 'bootc rollback'),
        ['bootc rollback'],
      )
    },
  },
  {
    name: 'tells a created-anew object of the attempt that failed',
    faults: FALLEN,
    ...(() => {
      const first = rolloutTo('v2')
      let gone = 0
      return {
        rollout: (status: Status) => {
          if (gone === 0 && !failedFor('FellBack')(status)) return first(status)
          gone += 1
          return gone < 10 ? undefined : orderFor('v2')
        },
        isOver: (status: Status) => gone >= 10 && failedFor('FellBack')(status),
      }
    })(),
    ends: played => assert.deepEqual(played.reboots, ['reboot']),
  },
  {
    name: 'takes a staged image with missing bound images away, and stages it anew',
    faults: { switch: { name: 'bound-image', times: 1 } },
    rollout: rolloutTo('v2'),
    isOver: runs('v2'),
    ends: played => {
      did(played, 'ostree admin undeploy 0')
      assert.equal(ran(played).filter(isSwitch).length, 2)
    },
  },
  {
    name: 'locks without the registry when bootc cannot reach it',
    host: LOCKS_AFTERWARDS,
    faults: { upgrade: 'registry-down' },
    rollout: () => orderFor('v2'),
    isOver: isStaged('v2'),
    ends: played => {
      did(played, 'bootc upgrade --download-only', 'ostree admin lock-finalization')
      assert.equal(played.status.staged?.locked, true)
    },
  },
  {
    name: 'stages locked at once where bootc can',
    host: { bootcVersion: '1.17.0' },
    rollout: rolloutTo('v2'),
    isOver: runs('v2'),
    ends: played => {
      did(played, 'bootc switch --download-only')
      didNot(played, /upgrade --download-only|lock-finalization/)
    },
  },
  {
    name: 'is honest on composefs: never checks, never locks, and says that it is not locked',
    host: COMPOSEFS,
    rollout: rolloutTo('v2'),
    isOver: runs('v2'),
    ends: played => {
      didNot(played, /--check|lock|undeploy|upgrade/)
      assert.deepEqual(played.reboots, ['reboot'])
    },
  },
  {
    // Recorded step 443: staged without its bound images, exit 0, and not a word.
    name: 'reports bound images that bootc on composefs did not pull, until they are there',
    host: NEWEST_COMPOSEFS,
    before: bystander => {
      write(bystander, '/usr/lib/bootc/bound-images.d/logs.image', '[Image]\nImage=registry.example/logs:1\n')
      write(
        bystander,
        '/usr/lib/bootc/bound-images.d/agent.container',
        '[Container]\nImage = registry.example/agent:2\n',
      )
    },
    ...(() => {
      const first = rolloutTo('v2')
      const seen = new Set<string>()
      const isSaid = (): boolean => seen.size > 0
      return {
        rollout: (status: Status) => {
          const { status: is, reason, message } = conditionOf(status, 'BoundImagesPulled') ?? {}
          if (is !== undefined) seen.add(`${is} ${reason} ${message}`)
          return isSaid() ? first(status) : orderFor('v2', { step: 'Observe' })
        },
        atEffect: onceAt(/^systemctl reboot|^env .* systemctl reboot/, (bystander: Bystander) =>
          write(
            bystander,
            '/usr/lib/bootc/storage/overlay-images/images.json',
            JSON.stringify([{ names: ['registry.example/logs:1'] }, { names: ['registry.example/agent:2'] }]),
          ),
        ),
        isOver: (status: Status) => runs('v2')(status) && conditionOf(status, 'BoundImagesPulled')?.status === 'True',
        ends: (played: Played) => {
          assert.deepEqual(played.reboots, ['reboot'])
          assert.match(
            [...seen][0] ?? '',
            /^False NotPulledByBootc .* is bound to: registry\.example\/agent:2, registry\.example\/logs:1$/,
          )
        },
      }
    })(),
  },
  {
    name: 'says nothing of bound images on ostree, where bootc pulls them with the image',
    before: bystander =>
      write(bystander, '/usr/lib/bootc/bound-images.d/logs.image', '[Image]\nImage=registry.example/logs:1\n'),
    rollout: rolloutTo('v2'),
    isOver: runs('v2'),
    ends: ({ status }) => assert.equal(conditionOf(status, 'BoundImagesPulled'), undefined),
  },
  {
    name: 'unstages on composefs what is not wanted any more',
    host: COMPOSEFS,
    rollout: inTurn([() => orderFor('v2'), isStaged('v2')], [() => orderFor('v1', { attempt: 'v2~back' }), never]),
    isOver: status =>
      status.phase === 'Idle' && status.staged === undefined && status.targetShort === status.bootedShort,
    ends: played =>
      assert.ok(
        ran(played).some(name => name.startsWith('bootc delete-deployment ')),
        ran(played).join(),
      ),
  },
  {
    name: 'goes back on composefs by the rollback entry, since equal content cannot be switched to',
    host: COMPOSEFS,
    rollout: inTurn([rolloutTo('v2'), runs('v2')], [rolloutTo('v1', 'RebootOnly', { attempt: 'v2~back' }), never]),
    isOver: runs('v1'),
    ends: played => {
      did(played, 'bootc rollback')
      assert.equal(ran(played).filter(name => name === 'bootc switch').length, 1)
    },
  },
  {
    name: 'tells and takes away an image that somebody else staged',
    rollout: () => orderFor('v1'),
    before: async ({ run }) => {
      await run('bootc', 'switch', imageOf('v3'))
    },
    isOver: status => conditionOf(status, 'Drifted')?.status === 'False',
    ends: played => {
      did(played, 'ostree admin undeploy 0')
      assert.equal(played.status.phase, 'Idle')
    },
  },
  {
    name: 'takes a queued rollback back once, and tells it when somebody insists',
    rollout: (() => {
      const first = rolloutTo('v2')
      let wasThere = false
      return (status: Status) => {
        wasThere ||= runs('v2')(status)
        return wasThere
          ? orderFor('v2', { step: 'Reboot', reboot: { fromBoot: 'x', mark: '1', policy: 'RebootOnly' } })
          : first(status)
      }
    })(),
    atEffect: (() => {
      let queued = 0
      return async (name: string, { run }: Bystander) => {
        if (name !== 'report Idle' || queued >= 2) return
        queued += 1
        await run('bootc', 'rollback')
      }
    })(),
    isOver: status => drift(status) === 'RollbackQueued' && status.phase === 'Idle',
    linger: 20,
    ends: played => {
      assert.equal(ran(played).filter(name => name === 'bootc rollback').length, 1)
      assert.deepEqual(played.reboots, ['reboot'])
    },
  },
  {
    name: 'does nothing to a host that somebody took to another image afterwards, and tells it',
    rollout: rolloutTo('v2'),
    atEffect: onceAt(/^report Idle/, async ({ layout, run }) => {
      await run('bootc', 'rollback')
      const state = readState(layout)
      writeState(
        layout,
        withRun(state, {
          booted: `${state.deployments[0]?.image.commit}.0`,
          rootTree: `${state.deployments[0]?.image.commit}.0`,
        }),
      )
    }),
    isOver: status => drift(status) === 'LeftImage' || drift(status) === 'RollbackQueued',
    linger: 20,
    ends: played => didNot(played, /^ostree|upgrade --from-downloaded --soft/),
  },
  {
    name: 'gives the host back when its order is gone',
    rollout: inTurn([rolloutTo('v2'), runs('v2')], [() => undefined, never]),
    isOver: (() => {
      let after = 0
      return (status: Status) => {
        if (status.phase === undefined) after += 1
        return after > 30
      }
    })(),
    ends: played => {
      did(played, 'systemctl mask --runtime --now bootc-fetch-apply-updates.timer')
      did(played, 'systemctl unmask --runtime bootc-fetch-apply-updates.timer')
      did(played, 'systemctl start bootc-fetch-apply-updates.timer')
      assert.deepEqual(played.state.run.activeUnits, ['bootc-fetch-apply-updates.timer'])
    },
  },
  {
    name: 'relocks what it unlocked when its order is gone before the reboot',
    faults: { reboot: { exitCode: 1, stderr: 'inhibited\n' } },
    rollout: (() => {
      const first = rolloutTo('v2')
      let isGone = false
      return (status: Status) => {
        isGone ||= status.phase === 'Rebooting'
        return isGone ? undefined : first(status)
      }
    })(),
    isOver: (() => {
      let after = 0
      return (status: Status) => {
        if (status.phase === undefined) after += 1
        return after > 30
      }
    })(),
    ends: played => {
      assert.equal(played.state.run.staged?.locked, true)
      assert.deepEqual(played.reboots, [])
    },
  },
  {
    name: 'does not reboot while the API server is down for ten minutes, and does afterwards',
    ...(() => {
      let since: number | undefined
      let isStagedNow = false
      return {
        rollout: rolloutTo('v2'),
        atEffect: (name: string) => {
          isStagedNow ||= name === 'report Staged'
        },
        isApiDown: (simulatedMs: number) => {
          if (isStagedNow) since ??= simulatedMs
          return since !== undefined && simulatedMs - since < 600_000 && simulatedMs > since
        },
      }
    })(),
    isOver: runs('v2'),
    ends: played => assert.deepEqual(played.reboots, ['reboot']),
  },
  {
    name: 'does nothing to a host that would not remember it, and tells it',
    rollout: rolloutTo('v2'),
    atEffect: name => {
      if (name.includes('agent.json')) throw Object.assign(new Error('EROFS: read-only file system'), { code: 'EROFS' })
    },
    isOver: status => conditionOf(status, 'Degraded')?.reason === 'StateNotWritable',
    linger: 20,
    ends: played => didNot(played, /./),
  },
  {
    name: 'starts anew with garbage for a memory',
    before: bystander => write(bystander, '/var/lib/bootc-operator/agent.json', '{"intent": {"tries": "many"'),
    rollout: rolloutTo('v2'),
    isOver: runs('v2'),
    ends: played => assert.deepEqual(played.reboots, ['reboot']),
  },
  {
    name: 'reports the boot that it is in, with the error, when the new image breaks bootc',
    rollout: rolloutTo('v2'),
    atEffect: (name, { layout }) => {
      if (/systemctl reboot$/.test(name)) writeFaults(layout, { status: 'crash' })
    },
    isOver: status => conditionOf(status, 'Degraded')?.reason === 'CommandKilled',
    linger: 5,
    ends: ({ status, state, reboots, booted }) => {
      assert.equal(status.boot?.id, `${state.run.bootId}/0`)
      assert.deepEqual([status.booted, status.staged, status.rollback, status.ready], Array(4).fill(undefined))
      assert.deepEqual([booted, reboots], ['v2', ['reboot']])
    },
  },
  {
    name: 'is busy, not failed, while bootc does not answer',
    faults: { status: { exitCode: 1, stderr: 'error: Status: no\n', times: 2 } },
    rollout: rolloutTo('v2'),
    isOver: runs('v2'),
    ends: played => assert.deepEqual(played.reboots, ['reboot']),
  },
]

describe('the agent on a host', function () {
  this.timeout(300_000)
  for (const { name, ...script } of stories) {
    it(name, async () => {
      const played = await play(script)
      assert.deepEqual(played.unordered, [])
      assert.deepEqual(
        played.reboots.filter(how => how.startsWith('hangs')),
        [],
      )
    })
  }
})
