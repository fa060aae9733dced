// Every account backs up what has the tag backup = daily, and copies it to the second region.
import { Policy, PolicyAttachment } from '@pulumi/aws/organizations/index.js'
import { organizationRoot, region, secondRegion } from './settings.ts'

const assign = <Value>(value: Value): { '@@assign': Value } => ({ '@@assign': value })

const vault = 'nordlicht'
const lifecycle = { delete_after_days: assign('35') }
const copy = `arn:aws:backup:${secondRegion}:$account:backup-vault:${vault}`

const content = {
  plans: {
    daily: {
      regions: assign([region]),
      rules: {
        nightly: {
          schedule_expression: assign('cron(0 2 ? * * *)'),
          target_backup_vault_name: assign(vault),
          lifecycle,
          copy_actions: { [copy]: { target_backup_vault_arn: assign(copy), lifecycle } },
        },
      },
      selections: {
        tags: {
          daily: {
            iam_role_arn: assign('arn:aws:iam::$account:role/service-role/AWSBackupDefaultServiceRole'),
            tag_key: assign('backup'),
            tag_value: assign(['daily']),
          },
        },
      },
    },
  },
}

const backup = new Policy(
  'backup',
  {
    name: 'backup',
    description: 'Nightly backups that are kept for five weeks',
    type: 'BACKUP_POLICY',
    content: JSON.stringify(content),
  },
  { protect: true },
)

new PolicyAttachment('backup-on-organization', { policyId: backup.id, targetId: organizationRoot }, { protect: true })
