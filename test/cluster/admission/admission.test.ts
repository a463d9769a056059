import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { everyCaseAsserts } from '../../support/every-case-asserts'
import { describeAgents } from './agents'
import { describeDeletion } from './deletion'
import { type GuardedCluster, startGuardedCluster } from './guarded-cluster'
import { describeNodes } from './nodes'
import { describeOrders } from './orders'
import { describePolicies } from './policies'
import { describePools } from './pools'
import { describeRoles } from './roles'

describe('who may do what', () => {
  everyCaseAsserts()
  const dir = mkdtempSync(join(tmpdir(), 'bootc-admission-'))
  let cluster: GuardedCluster | undefined
  const current = (): GuardedCluster => {
    if (cluster === undefined) throw new Error('the cluster was not started')
    return cluster
  }

  before(async function () {
    this.timeout(900_000) // The first run builds the Kubernetes programs.
    cluster = await startGuardedCluster(dir)
  })
  after(async () => {
    await cluster?.controlPlane.stop()
    rmSync(dir, { recursive: true, force: true })
  })

  describePolicies(current)
  describeAgents(current)
  describeOrders(current)
  describeDeletion(current)
  describeNodes(current)
  describePools(current)
  describeRoles(current)
})
