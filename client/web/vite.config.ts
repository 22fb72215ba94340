import { join } from "node:path";
import { env } from "node:process";
import react from "@vitejs/plugin-react";
import { defineConfig } from "vite";

/** While working on the page: where the coordinator (or the page's fixture) answers. */
const coordinator = env.TILEWRIGHT_COORDINATOR_URL ?? "http://127.0.0.1:6001";

export default defineConfig({
	root: import.meta.dirname,
	plugins: [react()],
	build: {
		outDir: join(import.meta.dirname, "../../dist/client/web"),
		emptyOutDir: true,
		// An image written into a style sheet or script would need a wider content security policy.
		assetsInlineLimit: 0,
		reportCompressedSize: true,
	},
	server: {
		host: "127.0.0.1",
		proxy: {
			"/graphql": { target: coordinator, ws: true },
			"/api": coordinator,
		},
	},
});
