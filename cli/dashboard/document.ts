import { createHash } from 'node:crypto'

/** The page as it was built: a document with an empty style and an empty script, and what belongs into them. */
export interface PageParts {
  readonly html: string
  readonly style: string
  readonly script: string
}

export interface PageDocument {
  /** `plain`: what is shown where no script runs. */
  readonly html: (plain: string) => string
  /** The Content-Security-Policy that lets run exactly this style and this script, and nothing from elsewhere. */
  readonly policy: string
}

const hashOf = (text: string): string => `'sha256-${createHash('sha256').update(text).digest('base64')}'`

const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
}
const escaped = (text: string): string => text.replace(/[&<>"']/g, character => ENTITIES[character] ?? '')

export const documentOf = ({ html, style, script }: PageParts): PageDocument => ({
  // Functions, since in a replacement text $ has a meaning of its own.
  html: plain =>
    html
      .replace('<style></style>', () => `<style>${style}</style>`)
      .replace('<script></script>', () => `<script>${script}</script>`)
      .replace('<pre></pre>', () => `<pre>${escaped(plain)}</pre>`),
  policy: [
    "default-src 'none'",
    `style-src ${hashOf(style)}`,
    `script-src ${hashOf(script)}`,
    "connect-src 'self'",
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'none'",
  ].join('; '),
})
