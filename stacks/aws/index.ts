// Stack `aws`: the organisation's management account at Amazon Web Services.
import './access-analyzer.ts'
import './audit-trail.ts'
import './backup.ts'
import './guardrails.ts'
import './password-policy.ts'
import './permissions.ts'
import './root-access.ts'
