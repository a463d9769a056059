import * as E from 'fp-ts/Either'

/** The section of CHANGELOG.md about a version, without its heading. A problem is one line. */
export const releaseNotes = (changelog: string, version: string): E.Either<string, string> => {
  const sections = changelog.split(/^## /m).slice(1)
  const titles = sections.map(section => section.split('\n')[0]?.trim() ?? '')
  const at = titles.findIndex(title => title === version || title.startsWith(`${version} `))
  if (at === -1) {
    return E.left(`CHANGELOG.md: expected a section "## ${version}", it has ${titles.join(', ') || 'none'}`)
  }
  const text = (sections[at] ?? '').split('\n').slice(1).join('\n').trim()
  return text === '' ? E.left(`CHANGELOG.md: section "## ${version}" is empty`) : E.right(`${text}\n`)
}
