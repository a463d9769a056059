/** The line of an alert that says where its runbook is, without what follows the page. */
const RUNBOOK_URL = /^( +runbook_url: )\S+?(#\w+)$/gm

/** Where a page is that browsers reach. */
const isPage = (url: string): boolean => {
  const { protocol, hash } = URL.canParse(url) ? new URL(url) : { protocol: '', hash: '' }
  return /^https?:$/.test(protocol) && hash === ''
}

/** The rules of prometheus-rule.yaml with `page` as the page of their runbooks; throws when that is no address of a page. */
export const withRunbooksAt = (rules: string, page: string): string => {
  if (!isPage(page)) {
    throw new Error(
      `--runbooks: expected the address of a page, such as https://docs.example.com/runbooks, got "${page}"`,
    )
  }
  return rules.replace(RUNBOOK_URL, (_, name: string, anchor: string) => `${name}${page}${anchor}`)
}
