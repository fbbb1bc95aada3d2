import { describe, expect, it } from 'vitest';
import { resolveOptions } from '#functions/export/core/export-options.ts';
import { type ExportRequestInput, parseExportRequest } from '#functions/export/core/export-request.ts';
import { type Resources, RESOURCES, selectResources } from '#functions/export/core/resources.ts';

const parse = (fields: Partial<ExportRequestInput>) =>
  parseExportRequest({ subdomain: 'acme', credentialsSecretId: 'zendesk/acme', ...fields });

/** Returns the options of each requested resource by name. */
function optionsOf(fields: Partial<ExportRequestInput>) {
  const request = parse(fields);
  return Object.fromEntries(
    selectResources(request.resources).map((resource) => [resource.name, resolveOptions(resource, request)]),
  );
}

const ALL = Object.keys(RESOURCES);

describe('the resources of an export request', () => {
  it('can be all resources, each with the defaults of its row', () => {
    const options = optionsOf({ resources: ALL });
    const rows: Resources = RESOURCES;
    for (const [name, resource] of Object.entries(rows)) {
      expect(options[name]).toEqual({
        include: resource.options.include?.default ?? [],
        supportTypeScope: undefined,
        startTime: 0,
        ...(resource.kind === 'list'
          ? { pageSize: resource.pageSize, settleSeconds: 0 }
          : { pageSize: 1000, settleSeconds: resource.settleSeconds }),
        pollSeconds: resource.pollSeconds,
        snapshotSeconds: 86_400,
        staleSeconds: resource.kind === 'list' ? 172_800 : 3600,
      });
    }
    expect(options).toMatchObject({
      ticket_events: { include: ['comment_events'] },
      ticket_metric_events: { settleSeconds: 1800, pollSeconds: 1800 },
    });
  });

  it('can have separate options, which override those of the request', () => {
    const options = optionsOf({
      resources: [
        'tickets',
        {
          name: 'users',
          include: ['identities'],
          startTime: '2024-01-01T00:00:00Z',
          pageSize: 100,
          settleSeconds: 0,
          pollSeconds: 3600,
        },
      ],
      include: ['metric_sets'],
      startTime: 7,
      pageSize: 500,
      settleSeconds: 600,
      pollSeconds: 60,
    });
    expect(options).toMatchObject({
      tickets: { include: ['metric_sets'], startTime: 7, pageSize: 500, settleSeconds: 600, pollSeconds: 60 },
      users: {
        include: ['identities'],
        startTime: 1_704_067_200,
        pageSize: 100,
        settleSeconds: 0,
        pollSeconds: 3600,
      },
    });
  });

  it('can have separate support types', () => {
    const resources = ['tickets', { name: 'ticket_events', supportTypeScope: 'all' as const }];
    expect(optionsOf({ resources, supportTypeScope: 'ai_agent' })).toMatchObject({
      tickets: { supportTypeScope: 'ai_agent' },
      ticket_events: { supportTypeScope: 'all' },
    });
  });

  it.each([
    [{ name: 'organizations', include: ['users'] }, 'include', 'organizations has no such option'],
    [{ name: 'users', supportTypeScope: 'all' }, 'supportTypeScope', 'users has no such option'],
    [{ name: 'calls', pageSize: 100 }, 'pageSize', 'calls has no such option'],
    [{ name: 'calls', snapshotSeconds: 300 }, 'snapshotSeconds', 'calls has no such option'],
    [{ name: 'groups', include: ['users'] }, 'include', 'groups has no such option'],
    [{ name: 'groups', supportTypeScope: 'all' }, 'supportTypeScope', 'groups has no such option'],
    [{ name: 'groups', pageSize: 100 }, 'pageSize', 'groups has no such option'],
    [{ name: 'groups', settleSeconds: 0 }, 'settleSeconds', 'groups has no such option'],
    [{ name: 'groups', startTime: 0 }, 'startTime', 'groups has no such option'],
    [{ name: 'tickets', pagesize: 100 }, 'pagesize', 'unknown field'],
    [{ name: 'tickets', layout: 'ndjson' }, 'layout', 'unknown field'],
    [{ name: 'tickets', include: ['a&b'] }, 'include.0', 'expected the name of a sideload'],
  ])('cannot be %j', (resource, field, expected) => {
    expect(() => parseExportRequest({ subdomain: 'acme', credentialsSecretId: 'x', resources: [resource] })).toThrow(
      `resources.0.${field}: ${expected}.`,
    );
  });

  it('can be lists with intervals, and with a start time if the list has a window', () => {
    const resources = [
      { name: 'groups', snapshotSeconds: 300, pollSeconds: 60 },
      { name: 'audit_logs', startTime: 7 },
    ];
    expect(optionsOf({ resources, snapshotSeconds: 604_800 })).toMatchObject({
      groups: { snapshotSeconds: 300, pollSeconds: 60 },
      audit_logs: { snapshotSeconds: 604_800, startTime: 7 },
    });
  });

  it('must be distinct, with or without options', () => {
    expect(() => parse({ resources: ['tickets', { name: 'tickets' }] })).toThrow(
      'resources: expected distinct resources.',
    );
  });
});

describe('the sideloads of an export request', () => {
  it('go to the resources that have them, and the others keep their default', () => {
    const include = ['metric_sets', 'organizations', 'identities'];
    expect(optionsOf({ resources: ALL, include })).toMatchObject({
      tickets: { include: ['metric_sets', 'organizations'] },
      users: { include: ['organizations', 'identities'] },
      organizations: { include: [] },
      ticket_events: { include: ['comment_events'] },
    });
  });

  it('cannot be comment_events, which only the resource itself can name', () => {
    expect(() => parse({ resources: ['ticket_events'], include: ['comment_events'] })).toThrow(
      'include.0: expected a sideload of the requested resources: they have none.',
    );
    const resources = [{ name: 'ticket_events', include: [] }];
    expect(optionsOf({ resources })).toMatchObject({ ticket_events: { include: [] } });
  });

  it('can be new ones of Zendesk for a single resource', () => {
    const resources = [{ name: 'users', include: ['brand_new'] }];
    expect(optionsOf({ resources })).toMatchObject({ users: { include: ['brand_new'] } });
  });
});
