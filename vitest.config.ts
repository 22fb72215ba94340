import { defineConfig } from "vitest/config";
import { SlowFilesFirst } from "./test/support/slow-files-first.ts";

export default defineConfig({
	test: {
		// A condition is waited for, however busy the machine is; what never comes fails all the same.
		expect: { poll: { timeout: 20_000, interval: 25 } },
		include: ["{contract,coordinator,worker,stages,client,seeds,compose,test}/**/*.test.ts"],
		exclude: ["**/node_modules/**", "dist/**"],
		// Two cores are what the smallest machine has, and many tests wait: a third file fills the gaps (19 min became 15).
		maxWorkers: 3,
		// Of the tests of one file that mostly wait, and say so (`concurrent`).
		maxConcurrency: 4,
		sequence: { sequencer: SlowFilesFirst },
		// Only a switchboard: Postgres and NATS start when the first test asks for them.
		globalSetup: ["test/support/global-setup.ts"],
		// Where a change is judged, a test that lost against a busy machine is tried once more, and told; at home never.
		retry: process.env.CI === undefined ? 0 : 1,
		testTimeout: 60_000,
		hookTimeout: 120_000,
	},
});
