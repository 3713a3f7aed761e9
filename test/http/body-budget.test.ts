import { EventEmitter } from 'node:events';
import type { IncomingMessage } from 'node:http';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import type { Response } from 'express';
import { describe, expect, it } from 'vitest';
import { createBodyBudget, holdBody } from '../../src/http/body/budget.js';
import { type Read, readBody } from '../../src/http/body/reading.js';

/** A response as far as the budget knows one: it ends. */
function request(): { res: Response; end: () => void } {
  const res = Object.assign(new EventEmitter(), {
    closed: false,
    locals: {},
    socket: {},
    req: { socket: {} },
  });
  return { res: res as unknown as Response, end: () => res.emit('close') };
}
const KIB = 1024;
// 400 KiB together, 300 of them for large bodies, 100 for one caller.
const budget = () => createBodyBudget(KIB, 12 * 400 * KIB);

describe('the room for bodies', () => {
  it('is bounded for each caller, who has it back when a request is over', () => {
    const { open } = budget();
    const [first, second] = [request(), request()];
    expect(open(first.res, 'ada').take(60 * KIB)).toBeUndefined();
    const share = open(second.res, 'ada');
    expect(share.take(40 * KIB)).toBeUndefined();
    expect(share.take(1)).toBe('caller');
    expect(open(request().res, 'kenji').take(60 * KIB)).toBeUndefined();
    first.end();
    expect(share.take(60 * KIB)).toBeUndefined();
    second.end();
    expect(open(request().res, 'ada').take(100 * KIB)).toBeUndefined();
  });

  it('is bounded for all together, and large bodies leave some of it to small ones', () => {
    const { open } = budget();
    const large = ['a', 'b', 'c'].map((caller) => open(request().res, caller).take(100 * KIB));
    expect(large).toEqual([undefined, undefined, undefined]);
    const growing = open(request().res, 'd');
    expect(growing.take(60 * KIB)).toBeUndefined();
    expect(growing.take(60 * KIB)).toBe('caller');
    expect(growing.take(30 * KIB)).toBe('server');
    expect(open(request().res, 'e').take(40 * KIB)).toBeUndefined();
    expect(open(request().res, 'f').take(1)).toBe('server');
  });

  it('stays taken while something holds it, and is given back once', () => {
    const { open } = budget();
    const { res, end } = request();
    open(res, 'ada').take(100 * KIB);
    const letGo = holdBody(res);
    end();
    const other = open(request().res, 'ada');
    expect(other.take(1)).toBe('caller');
    letGo();
    expect(other.take(100 * KIB)).toBeUndefined();
    letGo();
    expect(other.take(1)).toBe('caller');
  });

  it('takes one body of the largest size in any case', () => {
    const { open } = createBodyBudget(16 * KIB, KIB);
    expect(open(request().res, 'ada').take(16 * KIB)).toBeUndefined();
  });
});

describe('a body that is read', () => {
  function reading(most: number) {
    const req = Object.assign(new EventEmitter(), { headers: {}, resume: () => undefined });
    const reads: Read[] = [];
    const share = createBodyBudget(most).open(request().res, 'ada');
    readBody(req as unknown as IncomingMessage, { most, share }, (read) => reads.push(read));
    return { req, reads };
  }

  it('is what was sent, in however many pieces', () => {
    for (const sizes of [[], [5], [1, 1, 1], [1, 100, 3, 4_000, 1], Array(500).fill(7)]) {
      const { req, reads } = reading(10_000);
      const pieces = sizes.map((size: number, n: number) => Buffer.alloc(size, n + 1));
      for (const piece of pieces) req.emit('data', piece);
      req.emit('end');
      req.emit('close');
      expect(reads).toEqual([{ bytes: Buffer.concat(pieces) }]);
    }
  });

  it('takes about as much memory as it has bytes, also when each comes by itself', () => {
    const { req, reads } = reading(1_000_000);
    const before = memoryInUse();
    for (let n = 0; n < 900_000; n += 1) req.emit('data', Buffer.from('a'));
    // A buffer for each would be some eighty megabytes.
    expect(memoryInUse() - before).toBeLessThan(8_000_000);
    req.emit('end');
    expect(reads).toEqual([{ bytes: Buffer.alloc(900_000, 'a') }]);
  });

  it('is refused once, whatever comes behind', () => {
    const { req, reads } = reading(10);
    for (let n = 0; n < 5; n += 1) req.emit('data', Buffer.alloc(6));
    req.emit('end');
    req.emit('close');
    expect(reads).toEqual([{ refused: 'too_large' }]);
  });
});

/** Bytes of objects and buffers, after what is not in use has been collected. */
function memoryInUse(): number {
  setFlagsFromString('--expose-gc');
  const collect: unknown = runInNewContext('gc');
  if (typeof collect !== 'function') throw new Error('Memory cannot be collected here');
  for (let n = 0; n < 3; n += 1) collect();
  const { heapUsed, arrayBuffers } = process.memoryUsage();
  return heapUsed + arrayBuffers;
}
