export {
  type ApiEnv,
  type Authenticate,
  type Authentication,
  callerOf,
} from './authentication.ts';
export { nameComponent, type ProblemDetails } from './components.ts';
export { type ApiOptions, type AppType, createApi } from './create-api.ts';
export { idText } from './fields.ts';
export { isOwnOrigin } from './guard.ts';
export { problemResponse } from './problem.ts';
export { answers, done, invalidInput, refuseNul, routeApp, takes } from './route-app.ts';
