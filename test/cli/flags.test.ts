import assert from 'node:assert/strict'
import { dirname } from 'node:path'
import { parse } from 'yaml'
import type { Ended } from './support/program'
import { rolloutInFlight } from './support/rollout-in-flight'
import { objectsOf } from './support/scene'
import { servedProgram } from './support/served-program'

describe('kubectl bootc', () => {
  const cli = servedProgram({
    ...objectsOf(rolloutInFlight()),
    '/version': { gitVersion: 'v1.36.0' },
    '/apis/apps/v1/namespaces/bootc-operator/deployments': [
      { metadata: { name: 'bootc-operator', labels: { 'app.kubernetes.io/version': '0.1.0' } } },
    ],
  })

  const bootc = (...args: ReadonlyArray<string>): Promise<Ended> =>
    cli.program.run([...args, `--kubeconfig=${cli.kubeconfig}`])
  const jsonOf = async (...args: ReadonlyArray<string>) => {
    const { code, stdout, stderr } = await bootc(...args, '-o', 'json')
    assert.equal(code, 0, stderr)
    return JSON.parse(stdout)
  }
  const lastRequest = () => cli.server.requests.at(-1)

  it('without arguments is help, and no failure', async () => {
    const { code, stdout, stderr } = await cli.program.run([])
    assert.deepEqual([code, stderr], [0, ''])
    assert.match(stdout, /^Usage: kubectl bootc/)
  })

  it('says what is wrong with a kubeconfig, and which', async () => {
    const broken = cli.program.file('broken', 'clusters: [')
    const empty = cli.program.file('empty', '')
    const cases: ReadonlyArray<readonly [args: ReadonlyArray<string>, env: Record<string, string>, says: RegExp]> = [
      [['--kubeconfig=/no/file'], {}, /^error: --kubeconfig: there is no file \/no\/file\n$/],
      [[], { KUBECONFIG: '/no/file:/none' }, /^error: KUBECONFIG names no file that exists: \/no\/file, \/none\n$/],
      [[], { KUBECONFIG: broken }, /^error: the kubeconfig \S+\/broken cannot be read: unexpected end of the stream/],
      [[], { KUBECONFIG: dirname(broken) }, /^error: the kubeconfig \S+ cannot be read: it is a folder\n$/],
      [[], { KUBECONFIG: empty }, /^error: the kubeconfig has no current context; set one, or use --context\n$/],
      [
        [],
        {},
        /^error: there is no kubeconfig: log in to a cluster, set KUBECONFIG, or use --kubeconfig or --server\n$/,
      ],
    ]
    for (const [args, env, says] of cases) {
      const { code, stdout, stderr } = await cli.program.run(['status', ...args], env)
      assert.match(stderr, says)
      assert.deepEqual([code, stdout], [1, ''])
    }
  })

  it('takes the first of several kubeconfigs that has what it needs', async () => {
    const others = cli.program.file('others', 'apiVersion: v1\nkind: Config\nclusters: []\nusers: []\ncontexts: []\n')
    const { code, stderr } = await cli.program.run(['status'], {
      KUBECONFIG: `/none:${others}:${cli.kubeconfig}:${cli.kubeconfig}`,
    })
    assert.equal(code, 0, stderr)
  })

  it('names what a kubeconfig has when a flag names something else', async () => {
    for (const [flag, has] of [
      ['--context', 'context "green"; it has blue'],
      ['--cluster', 'cluster "green"; it has blue-cluster'],
      ['--user', 'user "green"; it has admin'],
    ]) {
      const { code, stderr } = await bootc('status', `${flag}=green`)
      assert.equal(stderr, `error: ${flag}: the kubeconfig has no ${has}\n`)
      assert.equal(code, 1)
    }
  })

  it('logs in with a token, and impersonates user, groups and uid', async () => {
    const { code, stderr } = await bootc(
      'status',
      '--token=mine',
      '--as=jane',
      '--as-group=dev',
      '--as-group=ops',
      '--as-uid=7',
    )
    assert.equal(code, 0, stderr)
    const { headers } = lastRequest() ?? assert.fail()
    assert.equal(headers['authorization'], 'Bearer mine')
    assert.equal(headers['impersonate-user'], 'jane')
    assert.equal(headers['impersonate-uid'], '7')
    assert.equal(headers['impersonate-group'], 'dev, ops')
  })

  it('impersonates nobody by halves', async () => {
    const { code, stderr } = await bootc('status', '--as-group=dev')
    assert.deepEqual([code, stderr], [1, 'error: --as-group and --as-uid need --as\n'])
  })

  it('needs no kubeconfig where server and token are given', async () => {
    const args = [`--server=${cli.server.url}`, '--token=mine', '--insecure-skip-tls-verify', '-n', 'default']
    const { code, stdout, stderr } = await cli.program.run(['status', ...args])
    assert.equal(code, 0, stderr)
    assert.match(stdout, /^context https:\/\/127\.0\.0\.1:\d+\nworkers {2}Progressing/)
  })

  it('does not believe an API server because it is named on the command line', async () => {
    const { code, stderr } = await cli.program.run(['status', `--server=${cli.server.url}`, '--token=mine'])
    assert.equal(code, 1)
    assert.match(stderr, /^error: the API server cannot be reached: self.signed certificate/)
  })

  it('prints calls with -v=6, and no secret of them', async () => {
    const { stdout, stderr } = await bootc('status', '-v=6', '--token=mine')
    assert.match(stderr, /^GET https:\S+\/bootcnodepools\?limit=500 ok in \d+ ms$/m)
    assert.doesNotMatch(stdout + stderr, /mine/)
  })

  it('takes TYPE/NAME and several names', async () => {
    const { code, stdout, stderr } = await bootc('why', 'node/web-03', 'bnu/web-04')
    assert.equal(code, 0, stderr)
    assert.match(stdout, /^web-03 is \w+ in pool workers\n[\s\S]*\n\nweb-04 is \w+ in pool workers\n/)
  })

  it('reports of several names those that it can, and fails by the first that it cannot', async () => {
    const { code, stdout, stderr } = await bootc('plan', 'nobody', 'workers')
    assert.match(stdout, /^plan of pool workers\n/)
    assert.match(stderr, /^error: there is no BootcNodePool "nobody"; there are: workers\n$/)
    assert.equal(code, 3)
  })

  it('says by apiVersion and kind what it prints for programs', async () => {
    const kinds = {
      'why web-03': 'NodeExplanation',
      'plan workers': 'PoolPlan',
      status: 'PoolStatusList',
      version: 'Version',
    }
    for (const [line, kind] of Object.entries(kinds)) {
      const { apiVersion, kind: is } = await jsonOf(...line.split(' '))
      assert.deepEqual([apiVersion, is], ['cli.node.bootc.dev/v1alpha1', kind])
    }
    const { kind, items } = await jsonOf('why', 'web-03', 'web-04')
    assert.deepEqual([kind, items.length, items[0].kind], ['List', 2, 'NodeExplanation'])
    assert.equal(parse((await bootc('status', '-o=yaml')).stdout).kind, 'PoolStatusList')
  })

  it('prints names, and in wide what each node runs', async () => {
    assert.equal((await bootc('status', '-o', 'name')).stdout, 'bootcnodepool.node.bootc.dev/workers\n')
    assert.equal((await bootc('why', 'web-03', '-o', 'name')).stdout, 'node/web-03\n')
    assert.match((await bootc('status', '-o', 'wide')).stdout, /├─ web-01 {2}UpToDate {2}█+ {2}b{12}\n/)
    const { code, stderr } = await bootc('status', '-o', 'table')
    assert.deepEqual([code, stderr], [2, 'error: --output: expected json, yaml, name or wide, got "table"\n'])
  })

  it('takes --dry-run with and without its value, and refuses one that the API server does not check', async () => {
    for (const flag of ['--dry-run=client', '--dry-run=web-01']) {
      const { code, stderr } = await bootc('pause', flag, 'workers')
      assert.equal(code, 2)
      assert.match(stderr, /^error: --dry-run: expected server or none, got "/)
    }
    for (const flag of ['--dry-run=server', '--dry-run']) {
      const { code, stdout, stderr } = await bootc('pause', flag, 'workers')
      assert.equal(code, 0, stderr)
      assert.match(stdout, /dry run, nothing was\s+changed/)
      assert.match(lastRequest()?.call ?? '', /^PATCH .*dryRun=All/)
    }
  })

  it('knows its version without a cluster, and that of operator and agents with one', async () => {
    const alone = await cli.program.run(['version', '--client'])
    assert.match(alone.stdout, /^client {2}\d+\.\d+\.\d+\n$/)
    const { client, operator, agents } = await jsonOf('version')
    assert.deepEqual([operator, agents], ['0.1.0', [{ version: 'none', nodes: 7 }]])
    assert.equal(alone.stdout.trim().split(/\s+/)[1], client)
  })
})
