import assert from 'node:assert/strict'
import { chooseProvider } from '../../../e2e/providers/choose-provider'
import { kind } from '../../../e2e/providers/kind'
import { local } from '../../../e2e/providers/local'

const engine = (isThere: boolean) => async (): Promise<boolean> => isThere

describe('the provider of npm run e2e', () => {
  const rows = [
    { wanted: undefined, there: true, provider: kind },
    { wanted: undefined, there: false, provider: local },
    { wanted: '', there: false, provider: local },
    { wanted: 'local', there: true, provider: local },
    { wanted: 'kind', there: false, provider: kind },
  ]
  for (const { wanted, there, provider } of rows) {
    it(`E2E_PROVIDER=${wanted ?? '(unset)'}, ${there ? 'an' : 'no'} engine`, async () => {
      assert.equal((await chooseProvider(wanted, engine(there))).provider, provider)
    })
  }

  it('names those that there are', async () => {
    await assert.rejects(chooseProvider('vagrant', engine(true)), /E2E_PROVIDER=vagrant: there are kind, local/)
  })
})
