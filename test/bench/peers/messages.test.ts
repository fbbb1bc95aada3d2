import { describe, expect, it } from 'vitest';
import { readAirbyte } from '#bench/peers/exporters/airbyte.ts';
import { readSinger } from '#bench/peers/exporters/message-exporter.ts';
import { errorIn } from '#bench/peers/exporters/run-measured.ts';
import { ACCESS_TOKEN } from '#bench/peers/world.ts';

describe('readSinger', () => {
  it('reads records and states, and ignores other messages and lines', () => {
    expect(readSinger('{"type":"RECORD","stream":"tickets","record":{"id":1}}')).toEqual({ ticket: { id: 1 } });
    expect(readSinger('{"type":"STATE","value":{"bookmarks":{}}}')).toEqual({ state: { bookmarks: {} } });
    expect(readSinger('{"type":"SCHEMA","stream":"tickets"}')).toEqual({});
    expect(readSinger('INFO Starting sync')).toEqual({});
  });
});

describe('readAirbyte', () => {
  it('reads records, and states in the list that the next run gets', () => {
    expect(readAirbyte('{"type":"RECORD","record":{"stream":"tickets","data":{"id":1}}}')).toEqual({
      ticket: { id: 1 },
    });
    expect(readAirbyte('{"type":"STATE","state":{"type":"STREAM"}}')).toEqual({ state: [{ type: 'STREAM' }] });
  });

  it('prefers the internal message of an error, which names the cause', () => {
    const error = { message: 'Something went wrong.', internal_message: 'HTTP 504' };
    expect(readAirbyte(JSON.stringify({ type: 'TRACE', trace: { type: 'ERROR', error } }))).toEqual({
      error: 'HTTP 504',
    });
    expect(readAirbyte('{"type":"TRACE","trace":{"type":"STREAM_STATUS"}}')).toEqual({});
  });
});

describe('errorIn', () => {
  it('returns the last line that is an error, on one line', () => {
    const output = 'INFO Starting\nValueError: first\nKeyError:  second\n    at main\n\n';
    expect(errorIn(output)).toBe('KeyError: second');
  });

  it('returns the last line if none looks like an error', () => {
    expect(errorIn('one\ntwo\n')).toBe('two');
    expect(errorIn('')).toBe('no output');
  });

  it('removes the port of the simulator, which differs in every run', () => {
    expect(errorIn('Error: https://127.0.0.1:34725/api failed')).toBe('Error: https://127.0.0.1/api failed');
  });

  it('removes the token, and shortens the message', () => {
    const error = errorIn(`Error: Bearer ${ACCESS_TOKEN} ${'x'.repeat(500)}`);
    expect(error).toMatch(/^Error: Bearer … x+$/);
    expect(error).toHaveLength(120);
  });
});
