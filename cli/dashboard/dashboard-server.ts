import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import { visible } from '../../hooks/api/clean-text'
import type { Fleet } from '../cluster/fleet'
import { documentOf, type PageParts } from './document'
import { createFeed } from './feed'
import { plainText } from './plain-text'
import { refusalOf } from './refusal'
import { takePicture } from './take-picture'
import { whyAnswer } from './why-answer'

export interface DashboardOptions {
  readonly page: PageParts
  /** The secret part of the address. */
  readonly token: string
  readonly now: () => Date
  /** What the user calls the cluster. */
  readonly cluster?: string
}

export interface DashboardServer {
  /** Not listening yet. */
  readonly server: Server
  /** What is shown from now on. */
  readonly show: (fleet: Fleet) => void
}

const NOWHERE_ELSE = {
  'Cache-Control': 'no-store',
  'Referrer-Policy': 'no-referrer',
  'X-Content-Type-Options': 'nosniff',
  'Cross-Origin-Resource-Policy': 'same-origin',
  'Cross-Origin-Opener-Policy': 'same-origin',
}

/** One line, whose texts cannot change the direction or the look of what stands beside them. */
const jsonOf = (value: unknown): string =>
  JSON.stringify(value, (_, part: unknown) => (typeof part === 'string' ? visible(part) : part))

/** Answers the page, its feed, and why a node waits; reads what it is shown, and can change nothing. */
export const createDashboardServer = ({ page: parts, token, now, cluster }: DashboardOptions): DashboardServer => {
  const document = documentOf(parts)
  const feed = createFeed()
  let fleet: Fleet | undefined

  const end = (response: ServerResponse, status: number, type: string, body: string): void => {
    response.writeHead(status, { 'Content-Type': `${type}; charset=utf-8` }).end(body)
  }
  const refresh = (): void => {
    if (fleet !== undefined) feed.send(jsonOf(takePicture(fleet, now(), cluster)))
  }

  const why = (response: ServerResponse, node: string): void => {
    const answer = fleet && whyAnswer(fleet, node, now())
    if (answer === undefined) end(response, 404, 'text/plain', `No rollout knows a node "${visible(node)}".`)
    else end(response, 200, 'application/json', jsonOf(answer))
  }

  const index = (response: ServerResponse): void => {
    const plain = fleet === undefined ? '' : plainText(takePicture(fleet, now(), cluster))
    end(response, 200, 'text/html', document.html(plain))
  }
  const join = (response: ServerResponse): void => {
    refresh()
    feed.join(response)
  }

  const answer = (request: IncomingMessage, response: ServerResponse): void => {
    for (const [name, value] of Object.entries(NOWHERE_ELSE)) response.setHeader(name, value)
    response.setHeader('Content-Security-Policy', document.policy)
    const refusal = refusalOf(request, token)
    if (refusal !== undefined) {
      end(response, refusal.status, 'text/plain', refusal.message)
      return
    }
    const { pathname, searchParams } = new URL(request.url ?? '', 'http://localhost')
    const page = pathname.slice(token.length + 1)
    if (page === '/') index(response)
    else if (page === '/feed') join(response)
    else if (page === '/why') why(response, searchParams.get('node') ?? '')
    else end(response, 404, 'text/plain', 'There is no such page.')
  }

  return {
    server: createServer(answer),
    show: next => {
      fleet = next
      if (feed.hasReaders()) refresh()
    },
  }
}
