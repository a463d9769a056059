/**
 * How every connection is begun, to registries and to the API server. Of a name with addresses of both families
 * Node tries one after the other, and gives each but the last only this long (ms) for its handshake: its default of
 * 250 ms makes a server behind a slow way unreachable for good (nodejs/node#54359). It has to outlast one SYN that is
 * lost, which is sent again after 1 s, and to leave time for the other family within a lookup.
 */
export const CONNECTING = { autoSelectFamily: true, autoSelectFamilyAttemptTimeout: 2500 } as const
