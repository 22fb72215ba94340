import fc from "fast-check";
import { expect, test } from "vitest";
import { divideLease } from "./lease-rules.ts";

test("a lease of ten seconds is renewed every two, given up after seven and over after nine", () => {
	expect(divideLease(1_000, 10_000)).toEqual({ stopAtMs: 8_000, killAtMs: 10_000, renewEveryMs: 2_000 });
});

test("a long lease is still renewed every two seconds", () => {
	expect(divideLease(0, 600_000).renewEveryMs).toBe(2_000);
});

test("there is always time for several renewals before programs are stopped, and for killing before the end", () => {
	fc.assert(
		fc.property(fc.nat(), fc.integer({ min: 100, max: 1_000_000 }), (askedAtMs, durationMs) => {
			const { stopAtMs, killAtMs, renewEveryMs } = divideLease(askedAtMs, durationMs);
			expect((stopAtMs - askedAtMs) / renewEveryMs).toBeGreaterThanOrEqual(3);
			expect(stopAtMs).toBeLessThan(killAtMs);
			expect(killAtMs).toBeLessThan(askedAtMs + durationMs);
		}),
	);
});
