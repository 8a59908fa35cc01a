/**
 * Where the halves of AWS's services stand, as steps name them
 * (https://docs.aws.amazon.com/whitepapers/latest/aws-fault-isolation-boundaries/global-services.html).
 */
import { atRegion, type Plane, plane, type Region, region, type Service } from '../../model/place.js'

/** No region of AWS: what stands at so many places at once that no region's loss takes it. */
const EVERYWHERE = atRegion(region('aws-global-1'))
export const US_EAST_1 = region('us-east-1')
export const US_WEST_2 = region('us-west-2')

/** Changes of records and health checks, all over the world, are made in us-east-1. */
export const route53Control: Plane = plane('route53', 'control', atRegion(US_EAST_1))
/** Answers and health checks come from more than two hundred places. */
export const route53Data: Plane = plane('route53', 'data', EVERYWHERE)
/** Five regional endpoints, of which any may be away. */
export const routingControlData: Plane = plane('arc', 'data', EVERYWHERE)
/** The API of Global Accelerator is in us-west-2 alone. */
export const globalAcceleratorControl: Plane = plane('global-accelerator', 'control', atRegion(US_WEST_2))

/** Routes of S3 Multi-Region Access Points: five regional endpoints, any one of which will do. */
export const accessPointControl: Plane = plane('s3', 'control', EVERYWHERE)

export const controlOf = (service: Service, at: Region): Plane => plane(service, 'control', atRegion(at))
export const dataOf = (service: Service, at: Region): Plane => plane(service, 'data', atRegion(at))
