import { Argument, Command, Option } from 'commander'
import { addSteering } from './commands/steer-commands'
import { addViews } from './commands/view-commands'
import { completionScript, SHELLS, type Shell } from './completion/scripts'
import type { Runner } from './ports'

const EXIT_CODES = `
Exit codes: 0 done; 1 the API server refused or is out of reach; 2 wrong usage; 3 no such pool or node;
4 nothing was done because it would not be safe or change nothing, or a check of doctor failed or could not be made;
of wait: 5 halted, 6 rolled back, 7 paused, 8 timed out, 130 interrupted.`

/** kubectl's flags of the same names, as far as they make sense here. */
const CONNECTION: ReadonlyArray<readonly [flags: string, description: string]> = [
  ['--kubeconfig <file>', 'kubeconfig to use, instead of KUBECONFIG and ~/.kube/config'],
  ['--context <name>', 'context of the kubeconfig to use'],
  ['--cluster <name>', 'cluster of the kubeconfig to use'],
  ['--user <name>', 'user of the kubeconfig to use'],
  ['-s, --server <url>', 'address of the API server'],
  ['--token <token>', 'bearer token, instead of any log-in of the kubeconfig'],
  ['--client-certificate <file>', 'certificate of the user, instead of any log-in of the kubeconfig'],
  ['--client-key <file>', 'key of the certificate'],
  ['--certificate-authority <file>', 'certificates that the API server is believed by'],
  ['--insecure-skip-tls-verify', 'believe any API server'],
  ['--tls-server-name <name>', 'name that the certificate of the API server is to have'],
  ['--as <user>', 'user to impersonate'],
  ['--as-uid <uid>', 'uid to impersonate'],
]

const groups = (group: string, before: ReadonlyArray<string> | undefined): ReadonlyArray<string> => [
  ...(before ?? []),
  group,
]

/**
 * kubectl takes `--dry-run` without a value too, where commander would take what follows for one, and `-o=json`, where
 * commander takes the sign for a part of it.
 */
export const asCommanderHasIt = (args: ReadonlyArray<string>): ReadonlyArray<string> =>
  args.map(arg => (arg === '--dry-run' ? '--dry-run=server' : arg.replace(/^(-[a-z])=/, '$1')))

const addCompletion = (program: Command, { print }: Runner): void => {
  program
    .command('completion')
    .addArgument(new Argument('<shell>', 'the shell').choices(SHELLS))
    .description('a script for the completion of kubectl-bootc in this shell')
    .action((shell: Shell) => print(completionScript(shell)))
}

/** All commands. */
export const createProgram = (runner: Runner): Command => {
  const program = new Command('kubectl bootc').description('See and steer the bootc operator.')
  for (const [flags, description] of CONNECTION) program.option(flags, description)
  program
    .addOption(new Option('--as-group <group>', 'group to impersonate; may be repeated').argParser(groups))
    .option('-n, --namespace <namespace>', 'accepted, and without effect: pools and nodes are in no namespace')
    .option('--request-timeout <duration>', 'longest time for one request, such as 30s; 0 for no limit', '30s')
    .option('-o, --output <format>', 'json, yaml or name, for programs; wide')
    .option('-v, --v <level>', 'from 6 on, every call to the API server is printed on standard error')
    .addHelpText('after', EXIT_CODES)
    .showHelpAfterError('Try --help.')
  addViews(program, runner)
  addSteering(program, runner)
  addCompletion(program, runner)
  return program
}
