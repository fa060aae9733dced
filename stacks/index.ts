// The program of both stacks. Which part a stack declares is written in its configuration, Pulumi.<stack>.yaml.
import { Config } from '@pulumi/pulumi'

const part = new Config().require('declares')

if (part === 'identity') await import('./identity/index.ts')
else if (part === 'aws') await import('./aws/index.ts')
else throw new Error(`gatehouse-example:declares is "${part}"; expected identity or aws`)
