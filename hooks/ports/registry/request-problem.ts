import type { IncomingHttpHeaders } from 'node:http'
import type { Fault } from '../http/send'
import type { WrongRedirect } from './redirect'

/** Why a log-in was not tried. */
export type WrongRealm = 'elsewhere' | 'without-tls' | 'no-address'

/** How far a request came that got no success. `at` is who answered, or was asked in vain. */
export type RequestProblem =
  | { readonly kind: 'fault'; readonly at: URL; readonly fault: Fault }
  | {
      readonly kind: 'status'
      readonly at: URL
      readonly status: number
      readonly headers: IncomingHttpHeaders
      /** Whether it carried the account, or a token that was given for the account. */
      readonly isShown: boolean
    }
  | { readonly kind: 'redirect'; readonly at: URL; readonly why: WrongRedirect | 'too-many' }
  | { readonly kind: 'realm'; readonly realm: string; readonly why: WrongRealm }
  | { readonly kind: 'token-refused'; readonly at: URL; readonly status: number; readonly headers: IncomingHttpHeaders }
  | { readonly kind: 'no-token'; readonly at: URL }
  /** There is nothing but an identity token, and the registry takes passwords only. */
  | { readonly kind: 'identity-token-unusable' }
