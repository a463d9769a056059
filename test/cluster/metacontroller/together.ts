import { loadTests } from '../support/load-tests'

loadTests(__dirname)
