/** One kind of secret and what it looks like in plain text. */
export interface SecretKind {
  readonly kind: string
  readonly pattern: RegExp
}

/**
 * Forms of secrets. Prefixes and lengths as their issuers publish them (GitHub, GitLab, npm, Slack, Stripe, Google,
 * Azure, AWS, Pulumi, OpenAI, SendGrid documentation on token formats; RFC 7468 for PEM; RFC 7519 for JWT).
 * Each pattern is anchored so that identifiers, digests and URNs do not match. No pattern is global: `test` keeps no state.
 */
export const SECRET_KINDS: readonly SecretKind[] = [
  { kind: 'AWS access key id', pattern: /(?<![A-Z0-9])(AKIA|ASIA)[A-Z2-7]{16}(?![A-Z0-9])/ },
  {
    // Not the second half of a type token: `azuread:index/privilegedAccessGroupEligibilitySchedule:…` has 40 letters there.
    kind: 'AWS secret access key',
    pattern:
      /(aws|secret|access)[a-z0-9_ .-]{0,30}["']?\s*[:=]\s*["']?(?!(?<=[a-z]\/[a-z]+:)[a-z]{40}(?![A-Za-z0-9/+=]))[A-Za-z0-9/+]{40}(?![A-Za-z0-9/+=])/i,
  },
  { kind: 'GitHub token', pattern: /(?<![A-Za-z0-9])(gh[pousr]_[A-Za-z0-9]{36,255}|github_pat_[A-Za-z0-9_]{60,255})/ },
  { kind: 'GitLab token', pattern: /(?<![A-Za-z0-9])gl(pat|ptt|dt|rt|cbt|soat)-[A-Za-z0-9_-]{20,}/ },
  { kind: 'Slack token', pattern: /(?<![A-Za-z0-9])xox[abeoprs]-[A-Za-z0-9-]{10,}|xapp-\d-[A-Za-z0-9-]{20,}/ },
  { kind: 'Slack webhook', pattern: /hooks\.slack\.com\/(services|workflows)\/[A-Za-z0-9/]{20,}/ },
  { kind: 'npm token', pattern: /(?<![A-Za-z0-9])npm_[A-Za-z0-9]{36}(?![A-Za-z0-9])/ },
  { kind: 'Pulumi access token', pattern: /(?<![A-Za-z0-9])pul-[0-9a-f]{40}(?![0-9a-f])/ },
  { kind: 'private key (PEM)', pattern: /-----BEGIN ([A-Z0-9]+ )*PRIVATE KEY( BLOCK)?-----/ },
  {
    kind: 'JSON web token',
    pattern: /(?<![A-Za-z0-9_-])eyJ[A-Za-z0-9_-]{8,}\.eyJ[A-Za-z0-9_-]{8,}\.[A-Za-z0-9_-]{16,}/,
  },
  {
    kind: 'Azure client secret',
    pattern: /(?<![A-Za-z0-9_~.-])[A-Za-z0-9_~.-]{3}[78]Q~[A-Za-z0-9_~.-]{31,34}(?![A-Za-z0-9_~-])/,
  },
  {
    kind: 'Azure shared access signature',
    pattern: /[?&;]sig=[A-Za-z0-9%/+]{32,}={0,2}|SharedAccessSignature=\S{20,}/i,
  },
  { kind: 'Azure storage or service key', pattern: /(AccountKey|SharedAccessKey|AccessKey)=[A-Za-z0-9/+]{30,}={0,2}/i },
  {
    kind: 'connection string with a password',
    pattern: /(?<![A-Za-z])(Password|Pwd)=(?!\s*[;"'<$*[{]|\*+)[^;"'\s]{4,}\s*(;|$)/i,
  },
  {
    kind: 'password in a URL',
    pattern: /[a-z][a-z0-9+.-]{1,20}:\/\/[^\s/:@"'<>${}]*:(?![$*<[{])[^\s/:@"'<>]{3,}@[A-Za-z0-9[]/i,
  },
  { kind: 'Google API key', pattern: /(?<![A-Za-z0-9_-])AIza[A-Za-z0-9_-]{35}(?![A-Za-z0-9_-])/ },
  { kind: 'Google OAuth client secret', pattern: /(?<![A-Za-z0-9])GOCSPX-[A-Za-z0-9_-]{28}/ },
  {
    kind: 'Stripe key',
    pattern: /(?<![A-Za-z0-9])(sk|rk)_(live|test)_[A-Za-z0-9]{16,}|(?<![A-Za-z0-9])whsec_[A-Za-z0-9]{24,}/,
  },
  { kind: 'SendGrid key', pattern: /(?<![A-Za-z0-9])SG\.[A-Za-z0-9_-]{16,32}\.[A-Za-z0-9_-]{32,64}/ },
  { kind: 'OpenAI or Anthropic key', pattern: /(?<![A-Za-z0-9])sk-(proj-|ant-[a-z0-9]+-)?[A-Za-z0-9_-]{32,}/ },
  { kind: 'age secret key', pattern: /AGE-SECRET-KEY-1[A-Z0-9]{50,}/ },
  {
    kind: 'HTTP authorization',
    pattern:
      /(?<![a-z])(authorization["']?\s*[:=]\s*["']?)?(bearer|basic)\s+(?=[A-Za-z0-9._~+/-]*[0-9])[A-Za-z0-9._~+/-]{20,}=*/i,
  },
  {
    kind: 'secret assigned in text',
    pattern:
      /(?<![A-Za-z])(password|passwd|pwd|client[_-]?secret|secret|api[_-]?key|access[_-]?token|auth[_-]?token|private[_-]?key)["']?\s*[:=]\s*["']?(?=[^\s"']*[0-9])(?=[^\s"']*[A-Za-z])(?!\[secret\]|urn:|arn:|https?:|[0-9a-f]{8}-[0-9a-f]{4}-)[^\s"',;{}[\]]{8,}/i,
  },
]
