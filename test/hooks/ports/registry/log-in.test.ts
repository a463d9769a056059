import assert from 'node:assert/strict'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { failedIn, foundIn, SECRET } from './ask'
import { ACCOUNT, type Play, play, TOKEN, type Turn, tokenService, usual, withTokens } from './registry-play'

const realm = ({ port }: Turn): string => `http://127.0.0.1:${port}/token`
const here = (turn: Turn): string => usual(realm(turn))

describe('the log-in to a registry', function () {
  this.timeout(300_000)
  const dir = mkdtempSync(join(tmpdir(), 'registry-logins-'))
  after(() => rmSync(dir, { recursive: true }))

  // RFC 9110 11.6.1: the scheme in any case, parameters in any order, blanks, several challenges.
  const challenges: ReadonlyArray<readonly [string, (where: string) => string]> = [
    ['as usual', usual],
    ['in lower case', where => usual(where).replace('Bearer', 'bearer')],
    ['in another order', where => `Bearer service="reg",scope="repository:team/os:pull",realm="${where}"`],
    ['after two blanks', where => usual(where).replace(' ', '  ')],
    ['among others', where => `Negotiate, ${usual(where)}, Basic realm="reg"`],
    // Google's Artifact Registry names no service (nicholas-fedor/watchtower#1895).
    ['by its realm alone', where => `Bearer realm="${where}"`],
    // zot does (project-zot/zot#4033).
    ['by a relative realm', () => 'Bearer realm="/token"'],
  ]
  for (const [name, challenge] of challenges) {
    it(`finds the image when it is asked for ${name}, and shows the password to the token service alone`, async () => {
      const { found, log } = await play({ answer: withTokens(turn => challenge(realm(turn))) })
      foundIn(found)
      assert.deepEqual(
        log.filter(line => line.includes('Basic') !== line.includes(' /token')),
        [],
      )
      const scopes = log.filter(line => line.includes(' /token')).map(line => /scope=[^& ]+/.exec(line)?.[0])
      assert.deepEqual(scopes, ['scope=repository%3Ateam%2Fos%3Apull'], 'one token is enough')
    })
  }

  // GitHub's first registry said 404 everywhere but at /v2/ (containerd/containerd#3291); others say 403, or 401 without a
  // challenge (project-zot/zot#3867 tells of clients that learn it at /v2/ alone).
  for (const status of [401, 403, 404]) {
    it(`asks /v2/ how to log in before it believes a ${status}`, async () => {
      const answer: Play['answer'] = turn => {
        if (tokenService(turn)) return
        if (turn.authorization === `Bearer ${TOKEN}`) turn.serve()
        else if (turn.path === '/v2/') turn.refuse(401, here(turn).replace(/,scope.*/, ''))
        else turn.refuse(status)
      }
      foundIn((await play({ answer })).found)
      const { log } = await play({ answer, secret: () => undefined })
      assert.deepEqual(
        log.filter(line => line.includes(' /v2/ ')),
        [],
        'nothing is to be learnt there without an account',
      )
    })
  }

  it('never answers a challenge for tokens by a password', async () => {
    const { found, log } = await play({
      answer: turn => turn.refuse(401, 'Bearer error="invalid_token", Digest realm="x"'),
    })
    const { message } = failedIn(found)
    assert.match(message, /was not used, as .* does not say how to log in/)
    assert.deepEqual(
      log.filter(line => !line.endsWith(' -')),
      [],
    )
  })

  it('stays on redirects of the same origin', async () => {
    // As registries behind a path rewrite do.
    const { found, log } = await play({
      answer: turn => {
        const isMoved = turn.path.includes('/blobs/') && !turn.path.startsWith('/store')
        if (isMoved && turn.authorization !== '') {
          turn.response.writeHead(307, { location: `/store${turn.path}` }).end()
        } else withTokens(here)(turn)
      },
    })
    foundIn(found)
    assert.ok(log.some(line => line.includes(' /store/v2/') && line.endsWith(`Bearer ${TOKEN}`)))
  })

  // OCI distribution-spec: "MUST NOT forward Authorization headers across host boundaries"; google/go-containerregistry#2349.
  it('is left behind when a redirect leads to another origin', async () => {
    const { found, log } = await play({
      answer: turn => {
        if (turn.host.startsWith('localhost')) turn.serve()
        else if (turn.path.includes('/blobs/') && turn.authorization !== '') {
          turn.response.writeHead(307, { location: `http://localhost:${turn.port}${turn.path}` }).end()
        } else withTokens(here)(turn)
      },
    })
    foundIn(found)
    assert.deepEqual(
      log.filter(line => line.includes(' localhost:')).map(line => line.replace(/.* /, '')),
      ['-'],
    )
  })

  // google/go-containerregistry#2359: a registry that got another name, and redirects all to it.
  it('is not tried at another registry that one redirects to: that one is named, with what to write', async () => {
    const { found, host, log } = await play({
      answer: turn => {
        if (turn.host.startsWith('127.')) {
          const location = `http://localhost:${turn.port}${turn.path.replace('/team/', '/moved/')}`
          turn.response.writeHead(308, { location }).end()
        } else withTokens(({ port }) => usual(`http://localhost:${port}/token`))(turn)
      },
    })
    const { reason, message } = failedIn(found)
    const there = host.replace('127.0.0.1', 'localhost')
    assert.equal(reason, 'RegistryRefused')
    assert.ok(message.includes(`write ${there}/moved/os:stable in spec.image.ref`), message)
    assert.ok(log.every(line => line.endsWith(' -')))
  })

  // GitLab beside its registry is documented so (docs.gitlab.com, container registry under its own domain).
  it('is not made on another host or port, but named; and is made where an administrator wrote so', async () => {
    const loginsFile = join(dir, 'logins')
    const elsewhere = withTokens(({ port }) => usual(`http://localhost:${port}/token`))
    const refused = await play({ answer: elsewhere })
    const { reason, message } = failedIn(refused.found)
    const there = refused.host.replace('127.0.0.1', 'localhost')
    assert.equal(reason, 'RegistryRefused')
    assert.ok(message.includes(`add ${refused.host}=${there} to \`logins\` of ConfigMap bootc-registries`), message)
    assert.ok(refused.log.every(line => line.endsWith(' -')))
    const allowed = await play({
      answer: elsewhere,
      options: (host, port) => {
        writeFileSync(loginsFile, `# no pair, other.example=x\n${host.toUpperCase()}=localhost:${port}\n`)
        return { loginsFile }
      },
    })
    foundIn(allowed.found)
    assert.deepEqual(
      allowed.log.filter(line => line.endsWith(ACCOUNT)).map(line => line.split(' ')[1]),
      [allowed.host.replace('127.0.0.1', 'localhost')],
    )
    const other = await play({
      answer: withTokens(() => usual('http://127.0.0.1:9/token')),
      options: () => ({ loginsFile }),
    })
    assert.match(failedIn(other.found).message, /log in, 127\.0\.0\.1:9: .*"#" in REGISTRY_LOGINS_FILE is no pair/)
  })

  const identity = (host: string) => ({
    // As `az acr login --expose-token` and docker's oauth log-in write it.
    [host]: { auth: Buffer.from('00000000-0000-0000-0000-000000000000:').toString('base64'), identitytoken: SECRET },
  })

  it('exchanges an identity token (distribution, docs/spec/auth/oauth.md)', async () => {
    const bodies: string[] = []
    const { found, log } = await play({
      secret: identity,
      answer: turn => {
        if (!turn.path.startsWith('/token')) withTokens(here)(turn)
        else {
          let text = ''
          turn.request.on('data', chunk => (text += String(chunk)))
          turn.request.on('end', () => {
            bodies.push(text)
            turn.response.end(JSON.stringify({ access_token: TOKEN }))
          })
        }
      },
    })
    foundIn(found)
    assert.deepEqual(
      bodies.map(body => Object.fromEntries(new URLSearchParams(body))),
      [
        {
          grant_type: 'refresh_token',
          client_id: 'bootc-operator',
          refresh_token: SECRET,
          service: 'reg',
          scope: 'repository:team/os:pull',
        },
      ],
    )
    assert.deepEqual(
      log.filter(line => line.includes(' /token')).map(line => line.replace(/ .*\/token.* /, ' ')),
      ['POST -'],
    )
  })

  it('says what to put in place of an identity token that cannot be used', async () => {
    // The specification: not all token servers implement it, and say 404 then.
    const { found } = await play({
      secret: identity,
      answer: turn => (turn.path.startsWith('/token') ? turn.refuse(404) : withTokens(here)(turn)),
    })
    assert.match(failedIn(found).message, /takes no identity token \(404\): .* put a name and a password there/)
    const basic = await play({ secret: identity, answer: turn => turn.refuse(401, 'Basic realm="x"') })
    assert.match(failedIn(basic.found).message, /names and passwords only .* put a name and a password there/)
    assert.ok(basic.log.every(line => line.endsWith(' -')))
    const expired = await play({
      secret: identity,
      answer: turn => (turn.path.startsWith('/token') ? turn.refuse(401) : withTokens(here)(turn)),
    })
    assert.match(failedIn(expired.found).message, /does not let the identity token .* check that it is not expired/)
  })

  it('says that an entry is empty, and not that there is none', async () => {
    const { found } = await play({ secret: host => ({ [host]: {} }), answer: withTokens(here) })
    assert.match(failedIn(found).message, /the entry "127\.0\.0\.1:\d+" of the pull secret has neither a password/)
  })
})
