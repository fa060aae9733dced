// Which services and regions of Amazon Web Services may be used: both lists follow from services.yaml.
import { services } from '../register.ts'

const onAws = services.filter((service) => (service.manages?.awsServices ?? []).length > 0)

/** Prefixes of IAM actions, such as `s3`. */
export const approvedServices: readonly string[] = unique(
  onAws.flatMap((service) => service.manages?.awsServices ?? []),
)
export const approvedRegions: readonly string[] = unique(onAws.flatMap((service) => service.location?.regions ?? []))

function unique(values: readonly string[]): string[] {
  return [...new Set(values)].sort()
}
