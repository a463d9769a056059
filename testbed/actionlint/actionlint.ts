import { goProgram } from '../tools/go-program'

/** Checks the syntax of GitHub's workflows; answers its file. */
export const actionlintProgram = (): Promise<string> =>
  goProgram({
    folder: __dirname,
    name: 'actionlint',
    goPackage: 'github.com/rhysd/actionlint/cmd/actionlint',
    what: 'actionlint from its Go module (once, some seconds)',
  })
