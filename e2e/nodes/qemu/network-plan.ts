/** The networks of the machines; none of them exists on this host. */
export const HOST_ADDRESS = '10.0.2.2'
export const POD_NETWORK = '10.244.0.0/16'
/** Of the Service `kubernetes` in the control plane's service range. */
export const API_SERVICE = '10.96.0.1'

/** Addresses of the machine with this number, from 1 on. */
export interface NodeAddresses {
  readonly node: string
  readonly pods: string
  readonly gateway: string
  readonly mac: string
}

export const addressesOf = (number: number): NodeAddresses => {
  if (!Number.isInteger(number) || number < 1 || number > 200) throw new Error(`no machine has the number ${number}`)
  return {
    node: `192.168.77.${number}`,
    pods: `10.244.${number}.0/24`,
    gateway: `10.244.${number}.1`,
    mac: `52:54:00:77:00:${number.toString(16).padStart(2, '0')}`,
  }
}
