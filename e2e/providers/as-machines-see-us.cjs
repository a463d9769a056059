// Loaded into the hook server when it runs on this machine: 10.0.2.2, as the machines call this machine, exists for them
// alone, and references of images have that name.
const { Socket } = require('node:net')

const MACHINES_CALL_US = '10.0.2.2'
const { connect } = Socket.prototype

Socket.prototype.connect = function connectAsMachines(...args) {
  const [options] = Array.isArray(args[0]) ? args[0] : args
  if (options?.host === MACHINES_CALL_US) options.host = '127.0.0.1'
  return connect.apply(this, args)
}
