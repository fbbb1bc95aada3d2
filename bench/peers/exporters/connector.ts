import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { ACCESS_TOKEN, SUBDOMAIN, type World } from '../world.ts';
import type { Exporter } from './exporter.ts';
import { type Message, openMessageExporter, readSinger } from './message-exporter.ts';

type Connector = {
  readonly command: readonly string[];
  /** The configuration in addition to the account and the start. */
  readonly config: object;
  readonly catalog: object;
  readonly read: (line: string) => Message;
};

/** Opens an exporter with the command line of Singer, which Airbyte shares. */
export async function openConnector(world: World, folder: string, connector: Connector): Promise<Exporter> {
  const { command, config, catalog, read } = connector;
  const [configFile, catalogFile] = [join(folder, 'config.json'), join(folder, 'catalog.json')];
  const start_date = new Date(world.startTime * 1000).toISOString().replace('.000Z', 'Z');
  await writeFile(configFile, JSON.stringify({ subdomain: SUBDOMAIN, start_date, ...config }));
  await writeFile(catalogFile, JSON.stringify(catalog));
  const files = ['--config', configFile, '--catalog', catalogFile];
  return openMessageExporter({
    folder,
    env: proxied(world),
    command: (states) => [...command, ...files, ...states.flatMap((state) => ['--state', state])],
    read,
  });
}

/** Environment variables with which Python's clients reach the simulator as Zendesk. */
export const proxied = ({ tls, certificate }: World): Readonly<Record<string, string>> => ({
  HTTPS_PROXY: tls.proxyUrl,
  REQUESTS_CA_BUNDLE: certificate.file,
});

type Library = { readonly command: readonly string[]; readonly env: Readonly<Record<string, string>> };

/** Opens a program around a client library. Its arguments are its settings, and the last state if there was one. */
export async function openLibrary(
  { startTime, tls }: World,
  folder: string,
  { command, env }: Library,
): Promise<Exporter> {
  const file = join(folder, 'settings.json');
  const settings = { subdomain: SUBDOMAIN, origin: tls.origin, access_token: ACCESS_TOKEN, start_time: startTime };
  await writeFile(file, JSON.stringify(settings));
  return openMessageExporter({ folder, env, command: (states) => [...command, file, ...states], read: readSinger });
}
