import type { ExportRequest } from '#functions/export/core/export-request.ts';
import { selectResources } from '#functions/export/core/resources.ts';

/**
 * Builds the event of a run that polls at once: the schedule's input with only these resources, and `pollSeconds` 0 for
 * each of them. Keeps their other options. Drops sideloads that only the other resources have, because the function
 * rejects a sideload that none of its resources knows.
 *
 * @param input - the schedule's input, parsed as JSON
 * @param request - the same as an export request
 * @param names - the resources to export
 */
export function buildRunRequest(input: object, request: ExportRequest, names: ReadonlySet<string>): object {
  const resources = request.resources
    .filter(({ name }) => names.has(name))
    .map(({ pollSeconds: _, ...resource }) => resource);
  const known = new Set<string>(selectResources(resources).flatMap(({ options }) => options.include?.known ?? []));
  const include = request.include.filter((sideload) => known.has(sideload));
  return { ...input, pollSeconds: 0, resources, ...(request.include.length > 0 && { include }) };
}
