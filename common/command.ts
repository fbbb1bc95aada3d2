/**
 * Start of a command line in messages and documents, as typed at the root of the repository. Unlike npx, it cannot
 * run a package of the same name from the registry.
 */
export const CLI = 'node cli';
