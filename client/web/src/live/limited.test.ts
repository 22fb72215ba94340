import { describe, expect, it } from "vitest";
import { limited } from "./limited.ts";

describe("limited work", () => {
	it("runs in order, never more at once than allowed, and goes on after a failure", async () => {
		const limit = limited(2);
		const log: string[] = [];
		const ends: (() => void)[] = [];
		const begin = (name: string) =>
			limit(async () => {
				log.push(`${name} begins`);
				await new Promise<void>((resolve) => ends.push(resolve));
				if (name === "b") throw new Error("b failed");
				return name;
			});
		const results = Promise.allSettled(["a", "b", "c", "d"].map(begin));
		await expect.poll(() => log).toEqual(["a begins", "b begins"]);
		ends[1]?.();
		await expect.poll(() => log.at(-1)).toBe("c begins");
		ends[0]?.();
		await expect.poll(() => log.at(-1)).toBe("d begins");
		ends[2]?.();
		ends[3]?.();
		expect((await results).map((result) => result.status)).toEqual(["fulfilled", "rejected", "fulfilled", "fulfilled"]);
	});
});
