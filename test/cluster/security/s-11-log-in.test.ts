import assert from 'node:assert/strict'
import { startScriptedRegistry } from '../../../testbed/registry/scripted-registry'
import { failedIn, SECRET } from '../../hooks/ports/registry/ask'
import { play } from '../../hooks/ports/registry/registry-play'
import { attack } from './support/attack'

attack('S-11', 'who may answer for a registry, and collects what others log in with', () => {
  const ways: ReadonlyArray<readonly [string, (collector: string) => string]> = [
    ['on another port of the same host', collector => `Bearer realm="http://${collector}/token",service="reg"`],
    ['of another name', collector => `Bearer realm="http://${collector.replace('127.0.0.1', 'localhost')}/token"`],
    ['behind a name before the address', collector => `Bearer realm="http://user:pw@${collector}/token"`],
    ['that is relative to nothing', collector => `Bearer realm="//${collector}/token"`],
    ['after one that is known', collector => `Bearer realm="http://${collector}/token", Bearer realm="/token"`],
  ]
  for (const [where, challenge] of ways) {
    it(`gets neither password nor question at a log-in ${where}`, async () => {
      const collector = await startScriptedRegistry((_request, response) => void response.end('{"token":"t"}'))
      try {
        const { found, log } = await play({ answer: ({ refuse }) => refuse(401, challenge(collector.host)) })
        const { reason, message } = failedIn(found)
        assert.equal(reason, 'RegistryRefused', message)
        assert.ok(!message.includes(SECRET))
        assert.deepEqual(collector.requests(), [])
        assert.ok(
          log.every(line => line.endsWith(' -')),
          'nor is it shown where the challenge came from',
        )
      } finally {
        collector.stop()
      }
    })
  }

  for (const account of ['password', 'identity token'] as const) {
    it(`gets no ${account} by a redirect of the log-in itself`, async () => {
      const collected: string[] = []
      const collector = await startScriptedRegistry((request, response) => {
        collected.push(`${request.headers.authorization ?? ''}`)
        request.on('data', chunk => collected.push(String(chunk)))
        response.end('{"token":"t"}')
      })
      try {
        const entry = account === 'password' ? { username: 'puller', password: SECRET } : { identitytoken: SECRET }
        const { found } = await play({
          secret: host => ({ [host]: entry }),
          answer: ({ path, response, refuse }) =>
            path.startsWith('/token')
              ? void response.writeHead(307, { location: `http://${collector.host}/token` }).end()
              : refuse(401, 'Bearer realm="/token"'),
        })
        assert.equal(found.outcome, 'failed')
        const all = collected.join('\n')
        assert.ok(
          ![SECRET, Buffer.from(`puller:${SECRET}`).toString('base64')].some(secret => all.includes(secret)),
          all,
        )
      } finally {
        collector.stop()
      }
    })
  }
})
