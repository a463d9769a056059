import { absences } from './cli/absences'
import { steering } from './cli/steering'
import { views } from './cli/views'
import { tellTogether } from './support/concurrent-stories'

tellTogether('kubectl bootc, on a real rollout', { views, steering })
tellTogether('kubectl bootc, without its operator', { absences })
