import { brokenStore } from '../composefs/broken'
import { takeFault } from '../faults'
import { type HostCommand, playFault } from '../host-command-context'
import { readState } from '../host-state'
import { type ParsedArguments, parseArguments } from './arguments'
import { bootedOnly, CONTAINER_STATUS, statusJson } from './status-json'
import { statusHuman, statusYaml } from './status-text'
import { failVerb, lockedVerb, NOT_ROOT } from './verb'

type Parsed = Extract<ParsedArguments, { ok: true }>

/** After a finalisation that was cut short (issue 1968 of bootc, from its sources and threads, not recorded). */
const MISSING_REF = {
  text: 'Computing status: Rollback deployment: Reading deployment metadata: Missing base image ref ostree/container/blob/sha256_3A_0000',
}

const formatted = (json: string, { flags, values }: Pick<Parsed, 'flags' | 'values'>): string => {
  if (flags.has('--json') || values['--format'] === 'json') return json
  if (values['--format'] === 'humanreadable') return statusHuman(json, flags.has('-v') || flags.has('--verbose'))
  return statusYaml(json)
}

/** `bootc status`. Waits for the lock, silently and for ever. */
export const bootcStatus: HostCommand = async (context, args) => {
  const parsed = parseArguments(args, {
    usage: 'bootc status [OPTIONS]',
    flags: ['--json', '--booted', '-v', '--verbose'],
    values: ['--format', '--format-version'],
    positional: false,
  })
  if (!parsed.ok) {
    context.err(parsed.stderr)
    return 2
  }
  const version = parsed.values['--format-version'] ?? '1'
  if (version !== '0' && version !== '1') {
    return failVerb(context, 'status', { text: `Unsupported format version: ${version}` })
  }
  if (context.unprivileged === true) return failVerb(context, 'status', NOT_ROOT)
  const fault = takeFault(context.layout, 'status')
  const failed = await playFault(context, fault)
  if (failed !== undefined) return failed
  if (fault?.name === 'garbage') {
    context.out('{"apiVersion":"org.containers.bootc/v1","kind":"Boo')
    return 0
  }
  const hostFault = takeFault(context.layout, 'host')?.name
  const unfit = hostFault === 'layered' || hostFault === 'read-only' ? hostFault : undefined
  if (fault?.name === 'container' || hostFault === 'package-mode' || context.variables['container'] !== undefined) {
    context.out(CONTAINER_STATUS)
    return 0
  }
  if (fault?.name === 'missing-ref') return failVerb(context, 'status', MISSING_REF)
  return lockedVerb(context, async () => {
    const broken = context.settings.backend === 'composefs' ? brokenStore(context.layout) : undefined
    if (broken !== undefined) return failVerb(context, 'status', broken)
    const json = statusJson(readState(context.layout), context.settings, unfit)
    context.out(formatted(parsed.flags.has('--booted') ? bootedOnly(json) : json, parsed))
    return 0
  })
}
