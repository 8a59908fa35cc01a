import { describe, expect, it } from 'vitest'
import { fetchedIn } from '../../../../src/providers/aws/audit/task-needs.js'

const SECRET = 'arn:aws:secretsmanager:us-east-1:123456789012:secret:orders-AbCdEf'
const PARAMETER = 'arn:aws:ssm:us-east-1:123456789012:parameter/orders'
const HERE = 'eu-west-1'

describe('what a container fetches', () => {
  it('tells the region of images in ECR, of secrets and parameters by ARN, and of its log', () => {
    const found = fetchedIn(
      {
        image: '123456789012.dkr.ecr.us-east-1.amazonaws.com/web:1',
        secrets: [
          { name: 'A', valueFrom: SECRET },
          { name: 'B', valueFrom: PARAMETER },
        ],
        logConfiguration: { logDriver: 'awslogs', options: { 'awslogs-region': 'us-east-1', 'awslogs-group': '/web' } },
      },
      HERE,
    )
    expect(found).toEqual([
      { what: 'image', name: '123456789012.dkr.ecr.us-east-1.amazonaws.com/web:1', region: 'us-east-1' },
      { what: 'secret', name: SECRET, region: 'us-east-1' },
      { what: 'parameter', name: PARAMETER, region: 'us-east-1' },
      { what: 'log', name: '/web', region: 'us-east-1' },
    ])
  })

  it('names a secret without the key, the stage and the version that are read of it', () => {
    const secrets = [{ name: 'A', valueFrom: `${SECRET}:password:AWSCURRENT:` }]
    expect(fetchedIn({ secrets }, HERE)).toEqual([{ what: 'secret', name: SECRET, region: 'us-east-1' }])
  })

  it('has the login of a registry among its secrets', () => {
    const repositoryCredentials = { credentialsParameter: SECRET }
    expect(fetchedIn({ image: 'registry.example.com/web:1', repositoryCredentials }, HERE)).toEqual([
      { what: 'secret', name: SECRET, region: 'us-east-1' },
    ])
  })

  it('is of the task’s own region where it names none, and of no region where it is an image from elsewhere', () => {
    expect(fetchedIn({ image: 'nginx:1', secrets: [{ name: 'A', valueFrom: 'orders' }] }, HERE)).toEqual([
      { what: 'parameter', name: 'orders', region: HERE },
    ])
    expect(fetchedIn({}, HERE)).toEqual([])
  })
})
