import express from 'express';
import { describe, expect, it } from 'vitest';
import { ConfigError, type ConfigSources, loadConfig } from '../../../src/config/config.js';

const GOOD = {
  KEYCARD_URL: 'https://abc123.keycard.cloud',
  KEYCARD_CLIENT_ID: 'client',
  KEYCARD_CLIENT_SECRET: 's3cr3t-value',
};

function load(env: ConfigSources['env'], toml?: string) {
  return loadConfig({ env, toml });
}

function problems(env: ConfigSources['env'], toml?: string): readonly string[] {
  try {
    load(env, toml);
  } catch (error) {
    if (error instanceof ConfigError) return error.problems;
    throw error;
  }
  return [];
}

describe('configuration', () => {
  it('has the documented defaults', () => {
    expect(load(GOOD)).toMatchObject({
      host: '127.0.0.1',
      port: 8000,
      publicUrl: 'http://localhost:8000',
      resource: 'http://localhost:8000/mcp',
      linear: { resource: 'https://api.linear.app', apiUrl: 'https://api.linear.app/graphql' },
    });
  });

  it('serves the default toolsets, to read and to write, until told otherwise', () => {
    expect(load(GOOD).served).toEqual({ toolsets: ['default'], readOnly: false });
    expect(load(GOOD).writeScope).toBeUndefined();
    const config = load({ ...GOOD, TOOLSETS: 'Issues, cycles', READ_ONLY: '1', WRITE_SCOPE: 'mcp:write' });
    expect(config.served).toEqual({ toolsets: ['issues', 'cycles'], readOnly: true });
    expect(config.writeScope).toBe('mcp:write');
  });

  it('does not start with a toolset that does not exist, and lists those that do', () => {
    const [problem = ''] = problems({ ...GOOD, TOOLSETS: 'issues,isues' });
    expect(problem).toMatch(
      /^TOOLSETS names a toolset that does not exist: list some of default, all, issues, /,
    );
    expect(problems({ ...GOOD, WRITE_SCOPE: 'two scopes' })[0]).toMatch(/^WRITE_SCOPE is not one scope/);
  });

  it('follows PORT with PUBLIC_URL when only PORT is set', () => {
    expect(load({ ...GOOD, PORT: '9001' }).resource).toBe('http://localhost:9001/mcp');
  });

  it('takes a trailing slash off PUBLIC_URL and KEYCARD_URL', () => {
    const config = load({
      ...GOOD,
      KEYCARD_URL: 'https://z.keycard.cloud/',
      PUBLIC_URL: 'https://mcp.example.com/',
    });
    expect(config.keycard.issuer).toBe('https://z.keycard.cloud');
    expect(config.resource).toBe('https://mcp.example.com/mcp');
  });

  it('lists everything that an empty environment lacks, each with its fix', () => {
    const list = problems({});
    expect(list).toHaveLength(3);
    expect(list[0]).toMatch(/^KEYCARD_URL is not set and there is no keycard\.toml: set it to/);
    expect(list[1]).toMatch(/^KEYCARD_CLIENT_ID is not set: start with `keycard run -- npm start`/);
    expect(list[2]).toMatch(/^KEYCARD_CLIENT_SECRET is not set/);
  });

  it.each([
    ['KEYCARD_URL', 'http://zone.example.com', /must be https/],
    ['KEYCARD_URL', 'https://user:pw@zone.example.com', /must not contain credentials/],
    ['KEYCARD_URL', 'https://<your-zone>.keycard.cloud', /placeholder/],
    ['KEYCARD_URL', '', /is empty/],
    ['KEYCARD_URL', 'zone', /is not a URL/],
    ['KEYCARD_CLIENT_SECRET', '', /is empty/],
    ['KEYCARD_CLIENT_SECRET', '   ', /is empty/],
    ['KEYCARD_CLIENT_SECRET', 'changeme', /placeholder/],
    ['KEYCARD_CLIENT_ID', '<client-id>', /placeholder/],
    ['KEYCARD_CLIENT_SECRET', 'your_client_secret', /placeholder/],
    ['PUBLIC_URL', 'https://mcp.example.com/mcp', /origin without a path/],
    ['PUBLIC_URL', 'http://mcp.example.com', /must be https/],
    ['PUBLIC_URL', 'https://$(id).example.com', /not a host name/],
    ['PUBLIC_URL', "https://mcp'.example.com;", /not a host name/],
    ['PUBLIC_URL', 'https://mcp.example.com?x=1', /query or a fragment/],
    ['PORT', '80000', /whole number/],
    ['PORT', '8e3', /whole number/],
    ['PORT', '', /whole number/],
    ['HOST', 'a b', /not a host name/],
    ['ALLOWED_ORIGINS', '*', /not a URL/],
    ['ALLOWED_ORIGINS', 'https://ok.example.com,http://evil.example.com', /must be https/],
    ['ALLOWED_HOSTS', 'a.example.com, b/c', /not a host/],
    ['LINEAR_API_URL', 'http://linear.example.com/graphql', /must be https/],
    ['ACCEPT_MISSING_SUB_PROFILE', 'maybe', /must be 1 or 0/],
    ['LOG_LEVEL', 'loud', /must be one of/],
    ['CALL_TIMEOUT_SECONDS', '0', /from 1 to 300/],
    ['TRUST_PROXY', 'abc', /neither a number of hops nor addresses/],
    ['TRUST_PROXY', '10.0.0.0/99', /neither a number of hops nor addresses/],
    ['TRUST_PROXY', '1.5', /neither a number of hops nor addresses/],
    ['TRUST_PROXY', '1, loopback', /neither a number of hops nor addresses/],
    ['REDIS_URL', 'redis://h/abc', /not the number of a database/],
    ['REDIS_URL', 'redis://:p%zz@h', /user or a password with a %/],
    ['REDIS_URL', 'redis:///0', /names no host/],
    ['REDIS_URL', 'http://h', /not a redis/],
    ['KEYCARD_CLIENT_SECRET', 'canary\n', /a space or a line break/],
    ['KEYCARD_CLIENT_ID', ' canary', /a space or a line break/],
    ['LINEAR_RESOURCE', 'https://api.linear.app\n', /a space or a line break/],
    ['AUDIT_LOG', '<path>', /placeholder/],
    ['KEYCARD_PRIVATE_KEY_FILE', '', /is empty: set it to what it is for, or unset it/],
    ['PORT', '0', /^PORT is 0, and PUBLIC_URL is not set/],
    ['ADMIN_PORT', '8000', /^ADMIN_PORT is the same as PORT/],
    ['LIMIT_HEADER_SECONDS', '60', /^LIMIT_HEADER_SECONDS must not be more than LIMIT_REQUEST_SECONDS/],
    ['TRUST_PROXY', 'Loopback', /neither a number of hops nor addresses/],
  ])('refuses %s=%j and names it', (name, value, why) => {
    const list = problems({ ...GOOD, [name]: value });
    expect(list).toHaveLength(1);
    expect(list[0]).toMatch(new RegExp(`^${name} `));
    expect(list[0]).toMatch(why);
    expect(list[0]).not.toMatch(/canary|p%zz/);
  });

  it.each(['', '2', 'loopback', 'loopback, 10.0.0.0/8', '2001:db8::/32', '::1'])(
    'takes TRUST_PROXY=%j as Express does',
    (text) => {
      expect(load({ ...GOOD, TRUST_PROXY: text }).trustProxy).toBe(text);
      if (text !== '')
        expect(() => express().set('trust proxy', /^\d+$/.test(text) ? Number(text) : text)).not.toThrow();
    },
  );

  it('lists all problems at once and repeats no value', () => {
    const list = problems({
      KEYCARD_URL: 'http://canary.example.com',
      KEYCARD_CLIENT_ID: 'x',
      PORT: 'canary',
      LOG_LEVEL: 'canary',
    });
    expect(list.map((line) => line.split(' ')[0])).toEqual([
      'KEYCARD_URL',
      'PORT',
      'KEYCARD_CLIENT_SECRET',
      'LOG_LEVEL',
    ]);
    expect(list.join()).not.toContain('canary');
  });

  it('names both limits when the time for a request is less than that for its headers', () => {
    expect(problems({ ...GOOD, LIMIT_REQUEST_SECONDS: '5' })).toEqual([
      expect.stringMatching(
        /LIMIT_HEADER_SECONDS must not be more than LIMIT_REQUEST_SECONDS \(10 and 5 now\)/,
      ),
    ]);
    const both = { LIMIT_REQUEST_SECONDS: '5', LIMIT_HEADER_SECONDS: '5' };
    expect(problems({ ...GOOD, ...both })).toEqual([]);
  });

  it.each([
    [{ HOST: '10.0.0.1', ADMIN_PORT: '8000' }, 0],
    [{ HOST: '0.0.0.0', ADMIN_PORT: '8000' }, 1],
    [{ HOST: 'localhost', ADMIN_PORT: '8000' }, 1],
    [{ PUBLIC_URL: 'http://localhost:1', PORT: '0', ADMIN_PORT: '0' }, 0],
  ])('of the listeners in %j finds %d that are in each other’s way', (env, count) => {
    expect(problems({ ...GOOD, ...env })).toHaveLength(count);
  });

  it.each(['redis://h', 'rediss://user:p%25@h:6380/0', 'redis://:p@[::1]:6379/'])(
    'takes REDIS_URL=%s',
    (url) => {
      expect(load({ ...GOOD, REDIS_URL: url }).redisUrl).toBe(url);
    },
  );

  it('takes what surrounds the name of the audit log off', () => {
    expect(load({ ...GOOD, AUDIT_LOG: ' /a b.jsonl\n' }).telemetry.auditLog).toBe('/a b.jsonl');
    expect(load({ ...GOOD, AUDIT_LOG: ' none ' }).telemetry.auditLog).toBe('none');
  });

  it.each([
    ['production', 'https://abc-123.keycard.cloud'],
    ['staging', 'https://abc-123.keycard-stage.cloud'],
    ['dev', 'https://abc-123.keycard-dev.cloud'],
  ])('makes the issuer of zone and environment %s when KEYCARD_URL is absent', (environment, issuer) => {
    const { KEYCARD_URL: _, ...rest } = GOOD;
    expect(load(rest, `environment = "${environment}"\n[zone]\nid = "abc-123"\n`).keycard.issuer).toBe(
      issuer,
    );
  });

  it('prefers KEYCARD_URL to keycard.toml', () => {
    expect(load(GOOD, '[zone]\nid = "other"').keycard.issuer).toBe(GOOD.KEYCARD_URL);
  });

  it.each([
    ['a placeholder', '[zone]\nid = "<zone-id>"', /zone\.id still holds a placeholder/],
    ['no zone', 'environment = "production"', /no readable \[zone\]/],
    ['broken TOML', '[zone\nid=', /no readable \[zone\]/],
    ['an unknown environment', 'environment = "moon"\n[zone]\nid = "z"', /environment must be one of/],
    [
      'an environment that is a word of the language',
      'environment = "toString"\n[zone]\nid = "z"',
      /environment must/,
    ],
    ['an id that is no DNS label', '[zone]\nid = "a.evil.example/"', /zone\.id is not the id of a zone/],
  ])('refuses a keycard.toml with %s', (_, toml, why) => {
    const { KEYCARD_URL: _url, ...rest } = GOOD;
    expect(problems(rest, toml)).toEqual([expect.stringMatching(why)]);
  });

  it.each([
    ['API_KEYS_FILE', 'my-keys.json'],
    ['KEYCARD_CLIENT_ID', 'my-linear-mcp'],
    ['KEYCARD_CLIENT_SECRET', 'my_3Jx9tVtoken-8Q'],
  ])('takes a %s of %s for what it is: no placeholder', (name, value) => {
    expect(problems({ ...GOOD, [name]: value })).toEqual([]);
  });

  it('is frozen, with everything in it', () => {
    const config = load(GOOD);
    expect(Object.isFrozen(config)).toBe(true);
    expect(Object.isFrozen(config.keycard)).toBe(true);
  });
});
