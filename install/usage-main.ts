import { join } from 'node:path'
import { rightText } from '../hooks/api/right'
import { auditedCalls } from './audit-log'
import { documentsIn } from './installed'
import { sourcesOf } from './kustomization'
import { rightsOf } from './rights'
import { type AuditedUse, unusedRights, wasRefused } from './usage'

const NAMESPACE = 'bootc-operator'

const refusalText = ({ verb, objectRef = {} }: AuditedUse): string =>
  [verb, objectRef.resource, objectRef.subresource, objectRef.name, objectRef.namespace && `in ${objectRef.namespace}`]
    .filter(part => part !== undefined)
    .join(' ')

const countOf = (texts: ReadonlyArray<string>): ReadonlyMap<string, number> =>
  texts.reduce((counts, text) => counts.set(text, (counts.get(text) ?? 0) + 1), new Map<string, number>())

/** Prints which rights of the operator and its agents an audit log shows no use of, and what they were refused. */
const main = async (auditLog: string | undefined): Promise<void> => {
  if (auditLog === undefined) throw new Error('usage: npx tsx install/usage-main.ts AUDIT_LOG')
  const manifests = sourcesOf(join(__dirname, '..', 'manifests')).files.flatMap(documentsIn)
  for (const name of ['bootc-operator', 'bootc-agent']) {
    const rights = rightsOf(manifests, { name, namespace: NAMESPACE })
    const events = await auditedCalls(auditLog, `system:serviceaccount:${NAMESPACE}:${name}`)
    console.log(`${name}: ${events.length} requests, ${rights.length} rights`)
    for (const { role, right } of unusedRights(rights, events)) console.log(`  unused: ${rightText(right)} (${role})`)
    for (const [what, times] of countOf(events.filter(wasRefused).map(refusalText))) {
      console.log(`  refused: ${what} (${times} times)`)
    }
  }
}

main(process.argv[2]).catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : String(error))
  process.exitCode = 1
})
