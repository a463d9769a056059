import { readFileSync } from 'node:fs'
import { get } from 'node:https'
import type { Access } from './kubeconfig'

/** Milliseconds after which one look counts as no answer. */
const TIMEOUT = 5000

const readIfThere = (file: string): Buffer | undefined => {
  try {
    return readFileSync(file)
  } catch {
    return undefined
  }
}

/** Whether the API server answers a GET of the path with 200; anything else, no server too, is a no. */
export const answersOk = ({ url, caFile, token }: Omit<Access, 'user'>, path: string): Promise<boolean> =>
  new Promise(resolve => {
    // The API server makes its certificate while it starts. Without that file there is nobody to trust yet.
    const ca = readIfThere(caFile)
    if (ca === undefined) return resolve(false)
    const options = { ca, timeout: TIMEOUT, headers: { authorization: `Bearer ${token}` } }
    const request = get(`${url}${path}`, options, response => {
      response.resume().once('end', () => resolve(response.statusCode === 200))
      response.once('error', () => resolve(false))
    })
    request.once('timeout', () => request.destroy())
    request.once('error', () => resolve(false))
    request.once('close', () => resolve(false))
  })
