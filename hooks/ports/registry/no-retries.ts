/**
 * The registry client reads this once, when it is loaded: so this file is to be imported before it. Its own retries would
 * wait inside a hook and write to the console; pools look again by themselves, as the registry asks.
 */
process.env['DOCKER_REGISTRY_V2_CLIENT_MAX_RETRIES'] = '0'
