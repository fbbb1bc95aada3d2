/** The internal modules of dynalite that the simulation uses without dynalite's server. */
declare module 'dynalite/actions/*' {
  export default function action(store: object, data: object, callback: (error: unknown, result: never) => void): void;
}

declare module 'dynalite/validations/index.js' {
  export function checkTypes(data: object, types: object): object;
  export function checkValidations(data: object, types: object, custom: unknown, store: object): void;
}

declare module 'dynalite/validations/*Item.js' {
  export const types: object;
  export const custom: unknown;
}
