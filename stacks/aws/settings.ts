// Ids of this organisation, from Pulumi.aws.yaml.
import { Config } from '@pulumi/pulumi'

const config = new Config()

export const region: string = new Config('aws').require('region')
/** Where copies of backups are kept. */
export const secondRegion: string = config.require('secondRegion')
export const managementAccount: string = config.require('managementAccount')
export const platformAccount: string = config.require('platformAccount')
export const organizationId: string = config.require('organizationId')
export const organizationRoot: string = config.require('organizationRoot')
export const identityCenter: string = config.require('identityCenter')
export const engineeringGroup: string = config.require('engineeringGroup')
