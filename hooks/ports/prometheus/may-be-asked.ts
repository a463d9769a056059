import { addressKind } from '../http/address-kind'

/**
 * Addresses that a Prometheus may have. Others than those of networks are this machine's own, where the hooks and whatever else
 * believes its neighbours listens, or link-local, where clouds keep the credentials of a machine (169.254.169.254).
 */
export const mayBeAsked = (address: string): boolean => ['public', 'private'].includes(addressKind(address))
