import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Readable, Writable } from 'node:stream'
import { chromium } from './chromium'
import { devToolsOver } from './devtools'

export interface Look {
  readonly width: number
  readonly height: number
  readonly scheme: 'light' | 'dark'
}

/** A tab of a headless Chromium. */
export interface Page {
  /** The value of an expression in the page, waited for if it is a promise; rejects when it throws. */
  readonly evaluate: <T>(expression: string) => Promise<T>
  /** The whole page, as PNG unless told otherwise; WebP takes a fifth of the bytes. */
  readonly screenshot: (format?: 'png' | 'webp') => Promise<Buffer>
}

export interface Browser {
  readonly open: (address: string, look: Look) => Promise<Page>
  readonly stop: () => Promise<void>
}

const FLAGS = [
  '--headless=new',
  '--remote-debugging-pipe',
  '--no-first-run',
  '--disable-gpu',
  '--disable-extensions',
  '--disable-background-networking',
  '--disable-dev-shm-usage',
  '--hide-scrollbars',
]
/** Chromium's own sandbox refuses to run as root; it is shown nothing but our pages. */
const AS_ROOT = process.getuid?.() === 0 ? ['--no-sandbox'] : []

interface Evaluated {
  readonly result: { readonly value?: unknown }
  readonly exceptionDetails?: { readonly text: string; readonly exception?: { readonly description?: string } }
}

interface Metrics {
  readonly cssContentSize: { readonly width: number; readonly height: number }
}

export const startBrowser = async (): Promise<Browser> => {
  const profile = mkdtempSync(join(tmpdir(), 'chromium-'))
  const command = await chromium()
  const child = spawn(command, [...FLAGS, ...AS_ROOT, `--user-data-dir=${profile}`, 'about:blank'], {
    stdio: ['ignore', 'ignore', 'ignore', 'pipe', 'pipe'],
    env: { PATH: process.env['PATH'], HOME: profile, LANG: 'C.UTF-8', TZ: 'UTC' },
  })
  const ended = once(child, 'close')
  const { call } = devToolsOver(child.stdio[3] as Writable, child.stdio[4] as Readable)

  const open = async (url: string, { width, height, scheme }: Look): Promise<Page> => {
    const { targetId } = await call<{ targetId: string }>('Target.createTarget', { url: 'about:blank' })
    const { sessionId } = await call<{ sessionId: string }>('Target.attachToTarget', { targetId, flatten: true })
    const inPage = <T>(method: string, params: object = {}): Promise<T> => call(method, params, sessionId)
    const features = [{ name: 'prefers-color-scheme', value: scheme }]
    await inPage('Emulation.setDeviceMetricsOverride', { width, height, deviceScaleFactor: 1, mobile: false })
    await inPage('Emulation.setEmulatedMedia', { features })
    await inPage('Page.navigate', { url })
    return {
      evaluate: async <T>(expression: string) => {
        const params = { expression, awaitPromise: true, returnByValue: true }
        const { result, exceptionDetails } = await inPage<Evaluated>('Runtime.evaluate', params)
        if (exceptionDetails === undefined) return result.value as T
        throw new Error(exceptionDetails.exception?.description ?? exceptionDetails.text)
      },
      screenshot: async (format = 'png') => {
        const { cssContentSize } = await inPage<Metrics>('Page.getLayoutMetrics')
        const params = { format, clip: { ...cssContentSize, x: 0, y: 0, scale: 1 }, captureBeyondViewport: true }
        const { data } = await inPage<{ data: string }>('Page.captureScreenshot', params)
        return Buffer.from(data, 'base64')
      },
    }
  }
  const stop = async (): Promise<void> => {
    await call('Browser.close').catch(() => child.kill())
    await ended
    rmSync(profile, { recursive: true, force: true, maxRetries: 5 })
  }
  return { open, stop }
}
