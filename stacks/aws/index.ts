// Stack `aws`: the organisation's management account at Amazon Web Services.
import './audit-trail.ts'
import './guardrails.ts'
import './password-policy.ts'
import './permissions.ts'
