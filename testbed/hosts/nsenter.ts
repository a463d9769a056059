import type { CommandContext, HostCommand } from './host-command-context'

/** Enters nothing: the simulated host is a folder. Takes its own options away and runs what follows them. */
export const nsenter: HostCommand = async (context, args, run) => {
  const end = args.indexOf('--')
  const [command = '', ...rest] = end < 0 ? [] : args.slice(end + 1)
  return run(context, [command, ...rest], name => `nsenter: failed to execute ${name}: No such file or directory\n`)
}

const ASSIGNMENT = /^([A-Za-z_]\w*)=(.*)$/s

/** `env -i NAME=VALUE… command`: the clean PATH is of no use here, the other variables go to the command. */
export const env: HostCommand = async (context, args, run) => {
  const words = args.filter(argument => argument !== '-i')
  const first = words.findIndex(word => !ASSIGNMENT.test(word))
  const command = first < 0 ? [] : words.slice(first)
  const assigned = words.slice(0, first < 0 ? undefined : first).map(word => word.split(/=(.*)/s).slice(0, 2))
  const inner: CommandContext = { ...context, variables: { ...context.variables, ...Object.fromEntries(assigned) } }
  return run(inner, command, name => `env: '${name}': No such file or directory\n`)
}

/** `setpriv --reuid N … command`: bootc refuses to work for anybody but root. */
export const setpriv: HostCommand = async (context, args, run) => {
  const first = args.findIndex((word, at) => !word.startsWith('-') && !/^--re[ug]id$/.test(args[at - 1] ?? ''))
  return run({ ...context, unprivileged: true }, args.slice(first), name => `setpriv: ${name}: not found\n`)
}
