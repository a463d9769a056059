import { absences } from './cli/absences'
import { bundles } from './cli/bundles'
import { steering } from './cli/steering'
import { views } from './cli/views'
import { tellTogether } from './support/concurrent-stories'

tellTogether('kubectl bootc, on a real rollout', { views, steering, bundles })
tellTogether('kubectl bootc, without its operator', { absences })
