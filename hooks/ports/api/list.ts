import { apiRequest } from './api-request'
import type { Source } from './watch'

/** Objects per page of a list. */
const PAGE_SIZE = '500'

interface ListPage<T> {
  readonly items: ReadonlyArray<T>
  readonly metadata: { readonly resourceVersion: string; readonly continue?: string }
}

export interface Listed<T> {
  readonly items: ReadonlyArray<T>
  /** From where a watch goes on. */
  readonly resourceVersion: string
}

/** Lists a collection, page by page. */
export const listAll = async <T>({ config, path, query }: Source): Promise<Listed<T>> => {
  const items: T[] = []
  let token: string | undefined
  for (;;) {
    const paged = { ...query, limit: PAGE_SIZE, continue: token }
    const page = await apiRequest<ListPage<T>>(config, { method: 'GET', path, query: paged })
    items.push(...page.items)
    token = page.metadata.continue === '' ? undefined : page.metadata.continue
    if (token === undefined) return { items, resourceVersion: page.metadata.resourceVersion }
  }
}
