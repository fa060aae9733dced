import { textClasses } from './classes.ts'
import type { Context } from './context.ts'
import type { Known } from './power.ts'
import { documentsOf, somewhere } from './reach.ts'
import type { Applied } from './rights.ts'
import { foldCase, wildcards } from './tokens.ts'
import { answerOf, NO, or, type Truth } from './truth.ts'

/**
 * What somebody without MFA needs to set up MFA (IAM user guide, "AWS: Allows MFA-authenticated IAM users to manage
 * their own credentials"); none of it gives rights, where the policies limit it to oneself or not.
 */
const SELF_SERVICE = [
  'iam:changepassword',
  'iam:createvirtualmfadevice',
  'iam:enablemfadevice',
  'iam:getaccountpasswordpolicy',
  'iam:getaccountsummary',
  'iam:getmfadevice',
  'iam:getuser',
  'iam:listmfadevices',
  'iam:listusers',
  'iam:listvirtualmfadevices',
  'iam:resyncmfadevice',
  'sts:getcalleridentity',
  'sts:getsessiontoken',
].map((action) => foldCase(wildcards(action)))

/**
 * Whether somebody who signed in to the console without MFA can do nothing but set up MFA. The console's requests always
 * have the key aws:MultiFactorAuthPresent (IAM user guide, reference_policies_condition-keys).
 */
export function needsMfa({ rights, context }: Applied): Known {
  const without: Context = { ...context, keys: { ...context.keys, 'aws:multifactorauthpresent': ['false'] } }
  const named = documentsOf(rights).flatMap(({ statements }) => statements.flatMap(({ actions }) => actions.patterns))
  const classes = textClasses([...SELF_SERVICE, ...named], [wildcards('*:*')])
  if (classes === undefined) return 'unknown'
  const open: Truth = or(
    NO,
    ...classes
      .filter(({ matched }) => !matched.slice(0, SELF_SERVICE.length).includes(true))
      .map(({ witness }) => somewhere(rights, witness, without)),
  )
  const answer = answerOf(open)
  return answer === 'no' ? 'yes' : answer === 'unknown' ? 'unknown' : 'no'
}
