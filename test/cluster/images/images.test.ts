import { tellTogether } from '../support/concurrent-stories'
import { references } from './references'
import { registries } from './registries'
import { CA_FILE, LOGINS_FILE } from './shelf'
import { tags } from './tags'

// The longest come first. What is told at most is what could tell too much.
tellTogether(
  'tags and registries',
  { tags, registries, references },
  { REGISTRY_CA_FILE: CA_FILE, REGISTRY_LOGINS_FILE: LOGINS_FILE, LOG_LEVEL: 'debug' },
)
