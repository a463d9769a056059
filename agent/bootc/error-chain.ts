/** Go and Rust quote what others wrote (URLs, pages, names); nothing in it is bootc's own word. */
const QUOTED = /"(?:[^"\\]|\\.)*"/g
/** The line of bootc itself; releases before 1.2 print `ERROR`. Tools that it calls may add lines of their own. */
const OWN_LINE = /^(?:error:|ERROR) /
/** Its one colon belongs to a status, and is no link of the chain. */
const STATUS_CODE = /StatusCode: (\d+)/g

/**
 * The links of an error of bootc, the outermost first: `Pulling: Importing: connection reset` is three of them. What was
 * being done comes first, and what went wrong last. Texts in double quotes are emptied.
 */
export const chainOf = (stderr: string): ReadonlyArray<string> => {
  const lines = stderr.split('\n').filter(line => line.trim() !== '')
  const own = lines.findIndex(line => OWN_LINE.test(line))
  return lines
    .slice(Math.max(own, 0))
    .flatMap(line => line.replace(OWN_LINE, '').replace(QUOTED, '""').replace(STATUS_CODE, 'StatusCode $1').split(': '))
    .map(link => link.trim())
    .filter(link => link !== '')
}
