// Nobody should have a password here, people come through IAM Identity Center. If somebody gets one, it is a strong one.
import { AccountPasswordPolicy } from '@pulumi/aws/iam/index.js'

new AccountPasswordPolicy(
  'password-policy',
  {
    minimumPasswordLength: 16,
    requireLowercaseCharacters: true,
    requireUppercaseCharacters: true,
    requireNumbers: true,
    requireSymbols: true,
    passwordReusePrevention: 24,
    maxPasswordAge: 90,
    allowUsersToChangePassword: true,
  },
  { protect: true },
)
