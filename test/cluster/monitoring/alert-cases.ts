/** Series as promtool writes them (`0x10` is ten times 0), once a minute. */
export interface AlertCase {
  readonly alert: string
  readonly what: string
  readonly series: Readonly<Record<string, string>>
  /** When it must be quiet still, and when it must fire, from the start of the series. */
  readonly quietAt: string
  readonly firesAt: string
  /** How often Prometheus evaluates; a minute when it is left out. */
  readonly every?: string
  /** Labels that the alert must carry besides its own. */
  readonly labels: Readonly<Record<string, string>>
}

const POOL = 'pool="workers"'
const phase = (name: string): string => `bootc_pool_phase{${POOL},phase="${name}"}`
const nodes = (name: string): string => `bootc_pool_nodes{${POOL},phase="${name}"}`
const condition = (name: string): string => `bootc_pool_condition{${POOL},condition="${name}"}`
const OPEN = `bootc_pool_window_open{${POOL}}`
const ofPool = { pool: 'workers' }

/** For each alert the fault that it is for. */
export const FAULTS: ReadonlyArray<AlertCase> = [
  {
    alert: 'BootcOperatorDown',
    what: 'the operator is gone',
    series: { 'bootc_build_info{version="1"}': '1x10 stale' },
    quietAt: '14m',
    firesAt: '17m',
    labels: {},
  },
  {
    alert: 'BootcHooksNotCalled',
    what: 'Metacontroller stands still',
    series: { 'bootc_hook_requests_total{hook="node-sync",code="200"}': '0+5x10 50x60' },
    quietAt: '25m',
    firesAt: '35m',
    labels: {},
  },
  {
    alert: 'BootcHooksFailing',
    what: 'a hook answers 500 again and again',
    series: { 'bootc_hook_requests_total{hook="rollout-sync",code="500"}': '0+1x40' },
    quietAt: '8m',
    firesAt: '15m',
    labels: { hook: 'rollout-sync', code: '500' },
  },
  {
    alert: 'BootcEffectsFailing',
    what: 'Nodes cannot be written',
    series: { 'bootc_effect_failures_total{hook="rollout-sync"}': '0+2x40' },
    quietAt: '8m',
    firesAt: '15m',
    labels: { hook: 'rollout-sync' },
  },
  {
    alert: 'BootcRolloutHalted',
    what: 'too many nodes failed',
    series: { [phase('Halted')]: '0x5 1x20' },
    quietAt: '5m',
    firesAt: '8m',
    labels: { ...ofPool, phase: 'Halted' },
  },
  {
    alert: 'BootcPoolRolledBack',
    what: 'a pool went back by itself',
    series: { [phase('RolledBack')]: '0x5 1x20', [condition('Degraded')]: '0x5 1x20' },
    quietAt: '5m',
    firesAt: '7m',
    labels: { ...ofPool, phase: 'RolledBack' },
  },
  {
    alert: 'BootcRolloutStalled',
    what: 'no further node is updated',
    series: { [phase('Progressing')]: '1x400', [OPEN]: '1x400', [nodes('UpToDate')]: '1 2 3 3x400' },
    quietAt: '2h20m',
    firesAt: '2h40m',
    labels: { ...ofPool, phase: 'Progressing' },
  },
  {
    alert: 'BootcRolloutStalled',
    what: 'no further node rolls back',
    series: {
      [phase('RollingBack')]: '1x400',
      [OPEN]: '1x400',
      [nodes('UpToDate')]: '0x400',
      [nodes('RolledBack')]: '1 2 3 3x400',
    },
    quietAt: '2h20m',
    firesAt: '2h40m',
    labels: { ...ofPool, phase: 'RollingBack' },
  },
  {
    alert: 'BootcRolloutStalled',
    what: 'downloads do not end',
    series: {
      [phase('Staging')]: '1x400',
      [OPEN]: '1x400',
      [nodes('UpToDate')]: '0x400',
      [nodes('Staging')]: '2x400',
    },
    quietAt: '20m',
    firesAt: '40m',
    labels: { ...ofPool, phase: 'Staging' },
  },
  {
    alert: 'BootcGateClosed',
    what: 'an alert keeps nodes from starting for hours',
    series: { [`bootc_pool_gate_closed{${POOL},gate="alerts"}`]: '0x5 1x400' },
    quietAt: '6h',
    firesAt: '6h10m',
    labels: { ...ofPool, gate: 'alerts' },
  },
  {
    alert: 'BootcDrainBlocked',
    what: 'a budget lets no pod go',
    series: { [`bootc_pool_drains_blocked{${POOL}}`]: '0x5 1x60' },
    quietAt: '30m',
    firesAt: '40m',
    labels: ofPool,
  },
  {
    alert: 'BootcNodesFailed',
    what: 'a node fell back',
    series: { [nodes('Failed')]: '0x5 1x20', [nodes('UpToDate')]: '3x25' },
    quietAt: '8m',
    firesAt: '12m',
    labels: ofPool,
  },
  {
    alert: 'BootcNodeUnwell',
    what: 'a unit of the new image fails',
    series: { [`bootc_pool_nodes_unwell{${POOL}}`]: '0x5 1x30' },
    quietAt: '15m',
    firesAt: '25m',
    labels: ofPool,
  },
  {
    alert: 'BootcNodesNotReporting',
    what: 'an agent does not run',
    series: { [nodes('NotReporting')]: '0x5 1x60' },
    quietAt: '30m',
    firesAt: '40m',
    labels: ofPool,
  },
  {
    alert: 'BootcNodesContested',
    what: 'two pools select a node',
    series: { [nodes('Contested')]: '0x5 1x60' },
    quietAt: '12m',
    firesAt: '20m',
    labels: ofPool,
  },
  {
    alert: 'BootcImageUnresolved',
    what: 'the registry is away',
    series: { [condition('ImageResolved')]: '1x5 0x60' },
    quietAt: '30m',
    firesAt: '40m',
    labels: { ...ofPool, condition: 'ImageResolved' },
  },
  {
    alert: 'BootcPullSecretMissing',
    what: 'the pull secret was deleted',
    series: { [condition('PullSecretReady')]: '1x5 0x60' },
    quietAt: '15m',
    firesAt: '25m',
    labels: { ...ofPool, condition: 'PullSecretReady' },
  },
  {
    alert: 'BootcPoolPaused',
    what: 'a pause was forgotten',
    series: { [condition('Paused')]: '0x5 1x1500' },
    quietAt: '24h',
    firesAt: '24h20m',
    every: '10m',
    labels: { ...ofPool, condition: 'Paused' },
  },
  {
    alert: 'BootcStepAwaitsApproval',
    what: 'a step has soaked and is not approved',
    series: { [`bootc_pool_phase{${POOL},phase="AwaitsApproval"}`]: '0x5 1x1500' },
    quietAt: '24h',
    firesAt: '24h20m',
    every: '10m',
    labels: { ...ofPool, phase: 'AwaitsApproval' },
  },
  {
    alert: 'BootcUpdateAwaitsApproval',
    what: 'nobody approves an update',
    series: { [condition('UpdateAvailable')]: '0x5 1x10100' },
    quietAt: '168h',
    firesAt: '168h20m',
    every: '10m',
    labels: { ...ofPool, condition: 'UpdateAvailable' },
  },
]

/** Nothing may fire in a cluster that is as it should be. */
export const WELL: Readonly<Record<string, string>> = {
  'bootc_build_info{version="1"}': '1x300',
  'bootc_hook_requests_total{hook="node-sync",code="200"}': '0+5x300',
  'bootc_hook_requests_total{hook="node-sync",code="500"}': '0x300',
  'bootc_effect_failures_total{hook="rollout-sync"}': '0x300',
  [phase('UpToDate')]: '1x300',
  [phase('Progressing')]: '0x300',
  [phase('Staging')]: '0x300',
  [phase('Halted')]: '0x300',
  [OPEN]: '1x300',
  [nodes('UpToDate')]: '3x300',
  [nodes('Failed')]: '0x300',
  [nodes('NotReporting')]: '0x300',
  [nodes('Contested')]: '0x300',
  [`bootc_pool_drains_blocked{${POOL}}`]: '0x300',
  [condition('ImageResolved')]: '1x300',
  [condition('Paused')]: '0x300',
  [condition('UpdateAvailable')]: '0x300',
}

/** A rollout that waits for its window is not stalled, and one that only stages for another controller is done. */
export const QUIET: ReadonlyArray<{ readonly what: string; readonly series: Readonly<Record<string, string>> }> = [
  {
    what: 'a rollout waits for its window',
    series: { ...WELL, [phase('UpToDate')]: '0x300', [phase('Progressing')]: '1x300', [OPEN]: '0x300' },
  },
  {
    what: 'a gate keeps nodes from starting',
    series: {
      ...WELL,
      [phase('UpToDate')]: '0x300',
      [phase('Progressing')]: '1x300',
      [`bootc_pool_gate_closed{${POOL},gate="alerts"}`]: '1x300',
    },
  },
  {
    what: 'everything is staged and another controller reboots',
    series: { ...WELL, [phase('UpToDate')]: '0x300', [phase('Staging')]: '1x300', [nodes('Staged')]: '3x300' },
  },
]
