import { describe, expect, it } from 'vitest'
import { fetchedIn } from '../../../../src/providers/aws/audit/fetched.js'

const SECRET = 'arn:aws:secretsmanager:us-east-1:123456789012:secret:orders-AbCdEf'
const PARAMETER = 'arn:aws:ssm:us-east-1:123456789012:parameter/orders'

describe('what a container fetches', () => {
  it('tells the region of images in ECR, of secrets and parameters by ARN, and of its log', () => {
    const found = fetchedIn({
      image: '123456789012.dkr.ecr.us-east-1.amazonaws.com/web:1',
      secrets: [
        { name: 'A', valueFrom: SECRET },
        { name: 'B', valueFrom: PARAMETER },
        { name: 'C', valueFrom: 'by-name-alone' },
      ],
      logConfiguration: { logDriver: 'awslogs', options: { 'awslogs-region': 'us-east-1', 'awslogs-group': '/web' } },
    })
    expect(found).toEqual([
      { what: 'image', name: '123456789012.dkr.ecr.us-east-1.amazonaws.com/web:1', region: 'us-east-1' },
      { what: 'secret', name: SECRET, region: 'us-east-1' },
      { what: 'parameter', name: PARAMETER, region: 'us-east-1' },
      { what: 'log', name: '/web', region: 'us-east-1' },
    ])
  })

  it('is nothing that says its region of what names none', () => {
    expect(fetchedIn({ image: 'nginx:1', secrets: [{ name: 'A', valueFrom: 'orders' }] })).toEqual([])
    expect(fetchedIn({})).toEqual([])
  })
})
