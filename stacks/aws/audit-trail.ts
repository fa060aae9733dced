// Every action in every account and region, in one bucket that nobody can change unseen.
import { Trail } from '@pulumi/aws/cloudtrail/index.js'
import { Bucket, BucketPolicy, BucketPublicAccessBlock, BucketVersioning } from '@pulumi/aws/s3/index.js'
import { managementAccount, organizationId, region } from './settings.ts'

const bucketName = 'nordlicht-audit'
const trailName = 'organization'

const bucket = new Bucket('audit', { bucket: bucketName }, { protect: true })

new BucketVersioning('audit', {
  bucket: bucket.bucket,
  versioningConfiguration: { status: 'Enabled' },
})

new BucketPublicAccessBlock('audit', {
  bucket: bucket.bucket,
  blockPublicAcls: true,
  blockPublicPolicy: true,
  ignorePublicAcls: true,
  restrictPublicBuckets: true,
})

const cloudTrail = { Service: 'cloudtrail.amazonaws.com' }
const fromOurTrail = { 'aws:SourceArn': `arn:aws:cloudtrail:${region}:${managementAccount}:trail/${trailName}` }

const bucketPolicy = new BucketPolicy(
  'audit',
  {
    bucket: bucket.bucket,
    policy: JSON.stringify({
      Version: '2012-10-17',
      Statement: [
        {
          Sid: 'TrailLooksAtTheBucket',
          Effect: 'Allow',
          Principal: cloudTrail,
          Action: 's3:GetBucketAcl',
          Resource: `arn:aws:s3:::${bucketName}`,
          Condition: { StringEquals: fromOurTrail },
        },
        {
          Sid: 'TrailWrites',
          Effect: 'Allow',
          Principal: cloudTrail,
          Action: 's3:PutObject',
          Resource: [managementAccount, organizationId].map((id) => `arn:aws:s3:::${bucketName}/AWSLogs/${id}/*`),
          Condition: { StringEquals: { ...fromOurTrail, 's3:x-amz-acl': 'bucket-owner-full-control' } },
        },
      ],
    }),
  },
  { protect: true },
)

new Trail(
  'organization',
  {
    name: trailName,
    s3BucketName: bucket.bucket,
    isOrganizationTrail: true,
    isMultiRegionTrail: true,
    includeGlobalServiceEvents: true,
    enableLogFileValidation: true,
  },
  { protect: true, dependsOn: [bucketPolicy] },
)
