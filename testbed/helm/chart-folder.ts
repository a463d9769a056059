import { join } from 'node:path'
import { OPERATOR_VERSION } from '../../hooks/api/version'
import { chartFiles } from '../../install/chart/chart'
import { writeChart } from '../../install/chart/write-chart'

const MANIFESTS = join(__dirname, '..', '..', 'manifests')

/** The chart of this source tree, written below `output`; answers its folder. */
export const chartFolder = (output: string): string => writeChart(output, chartFiles(MANIFESTS, OPERATOR_VERSION))
