import { mkdtemp, rm } from 'node:fs/promises';
import { request } from 'node:https';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { createCertificate } from '#bench/peers/certificate.ts';
import { FAULTS } from '#bench/peers/faults.ts';
import type { Context } from '#bench/peers/scenarios/context.ts';
import { measureFirstExport } from '#bench/peers/scenarios/first-export.ts';
import { exportAfterKill } from '#bench/peers/scenarios/killed-export.ts';
import { exportLateChanges } from '#bench/peers/scenarios/late-changes.ts';
import { exportWithFaults } from '#bench/peers/scenarios/single-faults.ts';
import { ACCESS_TOKEN, startWorld } from '#bench/peers/world.ts';
import { Unavailable } from '#engines/core/session.ts';
import { fetchingPeer } from '../../support/bench/fetching-peer.ts';

const folder = await mkdtemp(join(tmpdir(), 'zendesk-lake-peers-'));
afterAll(() => rm(folder, { recursive: true, force: true }));

// Node.js cannot create a certificate, and the repository contains no keys.
const created = await createCertificate(folder).catch((error: unknown) => {
  if (!(error instanceof Unavailable)) throw error;
});

describe.skipIf(created === undefined)('scenarios of the comparison', () => {
  const certificate = created ?? { file: '', cert: Buffer.of(), key: Buffer.of() };
  const context: Context = { folder, certificate, status: () => undefined };

  it('serve Zendesk by TLS to a client that trusts the certificate', async () => {
    await using world = await startWorld({ certificate, tickets: 20, start: Date.now() });
    const status = await new Promise((resolve, reject) => {
      const headers = { authorization: `Bearer ${ACCESS_TOKEN}` };
      const url = `${world.tls.origin}/api/v2/incremental/tickets?start_time=0`;
      request(url, { ca: certificate.cert, headers }, (response) => resolve(response.resume().statusCode))
        .on('error', reject)
        .end();
    });
    expect(status).toBe(200);
  });

  it('count requests and records of a first export', async () => {
    const first = await measureFirstExport(fetchingPeer(), context, 30);
    expect(first).toMatchObject({ outcome: 'completed', missing: 0, stale: 0, requests: { all: 1, pages: 1 } });
    expect(first.copies).toBeGreaterThan(20);
  });

  it('find the same records in every run that a client without a lookback window loses', async () => {
    const late = await exportLateChanges(fetchingPeer(), context);
    expect(await exportLateChanges(fetchingPeer(), context)).toEqual(late);
    expect(late).toMatchObject({ runs: 18, kills: 2, failures: 0 });
    expect(late.missing + late.stale).toBeGreaterThan(0);
    expect(late.copies).toBeGreaterThan(late.versions);
  });

  it('repeat runs after a kill until nothing is missing', async () => {
    const killed = await exportAfterKill(fetchingPeer(), context);
    expect(killed).toMatchObject({ runs: 2, missing: 0 });
  });

  it('see a client without retries fail at every fault, and recover in the next run', async () => {
    const results = await exportWithFaults(fetchingPeer(), context);
    expect(results.map(({ fault }) => fault)).toEqual([...FAULTS.keys()]);
    for (const { fault, first, lackingAtFirst, lackingInTheEnd } of results) {
      expect({ fault, outcome: first.outcome, lackingInTheEnd }).toEqual({
        fault,
        outcome: 'failed',
        lackingInTheEnd: 0,
      });
      expect(lackingAtFirst).toBeGreaterThan(0);
    }
  });

  it('see a client that asks once more complete after every fault', async () => {
    const results = await exportWithFaults(fetchingPeer({ retries: 1 }), context);
    expect(results.map(({ first, lackingAtFirst }) => [first.outcome, lackingAtFirst])).toEqual(
      results.map(() => ['completed', 0]),
    );
  });
});
