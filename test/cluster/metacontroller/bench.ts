import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { KubeConfig } from '@kubernetes/client-node'
import { withKeepAlive } from '../../../hooks/ports/api/keep-alive'
import { type ControlPlane, startControlPlane } from '../../../testbed/control-plane/control-plane'
import { waitFor } from '../../../testbed/control-plane/wait-for'
import {
  type Metacontroller,
  type MetacontrollerOptions,
  startMetacontroller,
} from '../../../testbed/metacontroller/start'
import { type ClusterClient, clusterClient } from './cluster-client'
import { readWrites, type Write } from './subject-writes'
import { startToyHooks, type ToyHooks } from './toy-hooks'
import { CHILDREN, COMPOSITES, DECORATORS, PARENTS, RELATIVES, TOY_CRDS } from './toy-kinds'

/** The real Metacontroller if one is given, else the driver. */
export const REAL = process.env['METACONTROLLER']
export const SUBJECT = REAL === undefined ? 'the driver' : 'the real Metacontroller'

export interface Bench {
  readonly cluster: ClusterClient
  readonly hooks: ToyHooks
  /** Writes of the subject so far, in the order of their answers. */
  readonly writes: () => ReadonlyArray<Write>
  /** Starts another Metacontroller with its own rights on this cluster. */
  readonly startAnother: (
    options: Pick<MetacontrollerOptions, 'labelSelector' | 'cacheLagMs'>,
  ) => Promise<Metacontroller>
}

const installKinds = async (controlPlane: ControlPlane): Promise<void> => {
  const steps = [
    await controlPlane.kubectl('create', '-f', 'manifests/metacontroller/crds.yaml'),
    await controlPlane.apply(TOY_CRDS),
    await controlPlane.kubectl('create', 'serviceaccount', 'metacontroller'),
    await controlPlane.kubectl(
      'create',
      'clusterrolebinding',
      'metacontroller',
      '--clusterrole=cluster-admin',
      '--serviceaccount=default:metacontroller',
    ),
  ]
  const failed = steps.find(({ code }) => code !== 0)
  if (failed !== undefined) throw new Error(`the bench could not be set up: ${failed.stderr}`)
}

const start = async (): Promise<Bench & { readonly stop: () => Promise<void> }> => {
  const dir = mkdtempSync(join(tmpdir(), 'metacontroller-conformance-'))
  const controlPlane = await startControlPlane({ dir })
  const hooks = await startToyHooks()
  const started: Metacontroller[] = []
  const stop = async (): Promise<void> => {
    await Promise.all(started.map(metacontroller => metacontroller.stop()))
    await hooks.stop()
    await controlPlane.stop()
    if (process.env['KEEP_LOGS'] === undefined) rmSync(dir, { recursive: true, force: true })
    else console.log(`logs of ${SUBJECT} are in ${dir}`)
  }
  try {
    await installKinds(controlPlane)
    const config = new KubeConfig()
    config.loadFromFile(controlPlane.kubeconfig)
    const cluster = clusterClient(withKeepAlive(config))
    for (const kind of [PARENTS, CHILDREN, RELATIVES, COMPOSITES, DECORATORS]) {
      const served = (): Promise<boolean> =>
        cluster.list(kind).then(
          () => true,
          () => false,
        )
      await eventually(`${kind} to be served`, served)
    }
    const token = await controlPlane.kubectl('create', 'token', 'metacontroller', '--duration=24h')
    const kubeconfig = controlPlane.tokenKubeconfig('metacontroller', token.stdout.trim())
    const startAnother: Bench['startAnother'] = async options => {
      const log = join(dir, `metacontroller-${started.length}.log`)
      const binary = REAL === undefined ? {} : { binary: REAL }
      const metacontroller = await startMetacontroller({ kubeconfig, log, ...binary, ...options })
      started.push(metacontroller)
      return metacontroller
    }
    await startAnother({ labelSelector: 'instance=main' })
    return { cluster, hooks, writes: () => readWrites(controlPlane.auditLog), startAnother, stop }
  } catch (error) {
    await stop()
    throw error
  }
}

let users = 0
let running: ReturnType<typeof start> | undefined

/** One control plane for all files that use it; it ends with the last of them. */
export const useBench = (): (() => Promise<Bench>) => {
  users += 1
  const current = (): Promise<Bench> => {
    running ??= start()
    return running
  }
  before(async function () {
    this.timeout(900_000) // The first run builds the Kubernetes programs.
    await current()
  })
  after(async () => {
    users -= 1
    if (users === 0) await (await running?.catch(() => undefined))?.stop()
  })
  return current
}

/** How long anything may take, in seconds; only a failing test waits so long. */
const PATIENCE = 240

/** Waits until `look` answers true. */
export const eventually = async (what: string, look: () => Promise<boolean> | boolean): Promise<void> => {
  await waitFor({ what, seconds: PATIENCE, look: async () => ((await look()) ? true : undefined) })
}

/**
 * Lets pass what should not happen: usually long enough for a sync that was set off to have been seen. Never enough to
 * say that all is quiet: await that.
 */
export const settle = (): Promise<void> => new Promise(resolve => setTimeout(resolve, 1000))
