import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { parse, stringify } from 'yaml'

export const MONITORING = join(__dirname, '../../../manifests/monitoring')

export interface AlertRule {
  readonly alert: string
  readonly expr: string
  readonly for: string
  readonly labels: { readonly severity: string }
  readonly annotations: { readonly summary: string; readonly description: string; readonly runbook_url: string }
}

interface RuleObject {
  readonly spec: { readonly groups: ReadonlyArray<{ readonly name: string; readonly rules: ReadonlyArray<AlertRule> }> }
}

const ruleObject = (): RuleObject => parse(readFileSync(join(MONITORING, 'prometheus-rule.yaml'), 'utf8'))

export const alertRules = (): ReadonlyArray<AlertRule> => ruleObject().spec.groups.flatMap(({ rules }) => rules)

/** What Prometheus itself reads: the spec of a PrometheusRule is a rule file. */
export const ruleFile = (): string => stringify(ruleObject().spec)

/**
 * The same rules for a watcher who has no day to wait: nothing has to last, and what is looked back on is seconds. The
 * times themselves are what promtool's tests are about.
 */
export const hastyRuleFile = (seconds: number): string =>
  stringify({
    groups: ruleObject().spec.groups.map(({ name, rules }) => ({
      name,
      rules: rules.map(rule => ({ ...rule, for: '0s', expr: rule.expr.replace(/\[\w+\]/g, `[${seconds}s]`) })),
    })),
  })
