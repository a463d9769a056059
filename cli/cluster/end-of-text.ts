import type { KubeConfig } from '@kubernetes/client-node'
import { type ApiCall, apiRefusalOf, openCall } from '../../hooks/ports/api/api-request'

/**
 * The end of a text that the API server passes on, such as a log: of a text that is longer than `mostBytes`, the lines that begin within
 * its last `mostBytes`. Rejects with ApiError.
 */
export const endOfText = async (config: KubeConfig, call: ApiCall, mostBytes: number): Promise<string> => {
  const response = await openCall(config, { accept: '*/*', ...call })
  const status = response.statusCode ?? 0
  if (status < 200 || status > 299) throw await apiRefusalOf(call, response)
  let text = Buffer.alloc(0)
  let isCut = false
  try {
    for await (const chunk of response) {
      text = Buffer.concat([text, chunk as Buffer])
      if (text.length <= 2 * mostBytes) continue
      text = text.subarray(text.length - mostBytes)
      isCut = true
    }
  } catch (error) {
    throw { kind: 'api-unreachable', call: `${call.method} ${call.path}`, message: String(error) }
  }
  if (!isCut && text.length <= mostBytes) return text.toString()
  const end = text.subarray(text.length - mostBytes)
  return end.subarray(end.indexOf('\n') + 1).toString()
}
