import { tellTogether } from '../support/concurrent-stories'
import { drains } from './drains'
import { failures } from './failures'
import { losses } from './losses'
import { neighbours } from './neighbours'
import { reboots } from './reboots'
import { records } from './records'
import { verifies } from './verifies'

// The longest stories come first: one waits for a window to open, another for a drain to be given up.
tellTogether(
  'the rollout engine',
  { records, failures, drains, reboots, losses, neighbours, verifies },
  { LOG_LEVEL: 'debug' },
)
