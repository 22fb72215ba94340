import { defineConfig } from "vitest/config";

export default defineConfig({
	test: {
		include: ["{contract,coordinator,worker,stages,client,seeds,compose,test}/**/*.test.ts"],
		exclude: ["**/node_modules/**", "dist/**"],
		// Two cores are what the smallest machine has; tests share them with Postgres and NATS.
		maxWorkers: 2,
		// Only a switchboard: Postgres and NATS start when the first test asks for them.
		globalSetup: ["test/support/global-setup.ts"],
		testTimeout: 60_000,
		hookTimeout: 120_000,
	},
});
