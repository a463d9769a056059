import { Agent, type AgentOptions } from 'node:https'
import type { Cluster, KubeConfig } from '@kubernetes/client-node'
import { proxyUrlOf, tunnellingAgent } from './proxy-tunnel'

/**
 * Open connections to the API server per process; calls beyond it wait for a free one. Enough for Metacontroller's 20 workers,
 * each of which may wait 0.1 s for a consistent list, beside the 12 calls that a rollout makes at a time.
 */
const MAX_SOCKETS = 32

/**
 * Makes every call of this KubeConfig share one keep-alive agent. client-node 1.4.0 makes an agent, and so a TLS
 * handshake, per request (kubernetes-client/javascript#2893), which costs four times the CPU of the call itself.
 * A changed CA or client certificate gets a new agent, so rotation keeps working.
 */
export const withKeepAlive = (config: KubeConfig): KubeConfig => {
  let current: { readonly key: string; readonly agent: Agent } | undefined
  const createAgent = (cluster: Cluster | null, options: AgentOptions): Agent => {
    const key = [options.ca, options.cert, options.servername, options.rejectUnauthorized].map(String).join('\n')
    if (current?.key !== key) {
      const shared = { ...options, keepAlive: true, maxSockets: MAX_SOCKETS }
      const proxy = cluster?.proxyUrl
      current = { key, agent: proxy ? tunnellingAgent(proxyUrlOf(proxy), shared) : new Agent(shared) }
    }
    return current.agent
  }
  // The method is private in the library's types, so a subclass cannot replace it.
  return Object.assign(config, { createAgent })
}
