import { goProgram } from '../tools/go-program'

/** Helm itself, of the release that go.mod pins; answers its file. */
export const helmProgram = (): Promise<string> =>
  goProgram({
    folder: __dirname,
    name: 'helm',
    goPackage: 'helm.sh/helm/v4/cmd/helm',
    what: 'Helm from its Go module (once, about 3 min)',
  })
