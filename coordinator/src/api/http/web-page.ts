import { existsSync } from "node:fs";
import { join } from "node:path";
import fastifyStatic from "@fastify/static";
import type { FastifyInstance } from "fastify";
import { version } from "../../status/version.ts";

/** What a page of ours may do: nothing from elsewhere, no inline scripts. */
const contentSecurityPolicy = [
	"default-src 'self'",
	"script-src 'self' 'wasm-unsafe-eval'",
	"worker-src 'self' blob:",
	"style-src 'self' 'unsafe-inline'",
	"img-src 'self' data: blob:",
	"connect-src 'self' ws: wss:",
	"frame-ancestors 'none'",
].join("; ");

/** The built page. Addresses a person navigates to get the page itself; everything else that is missing is missing. */
export async function addWebPage(server: FastifyInstance, directory: string | undefined): Promise<void> {
	if (directory === undefined || !existsSync(join(directory, "index.html"))) {
		server.get("/", async () => ({ name: "Tilewright", version, graphql: "/graphql", health: "/healthz" }));
		return;
	}
	await server.register(fastifyStatic, {
		root: directory,
		wildcard: true,
		index: ["index.html"],
		decorateReply: true,
		// Laid beside scripts and style sheets by client/web/compress-assets.ts.
		preCompressed: true,
		cacheControl: false,
		setHeaders: (reply, path) => {
			// The names of built files carry a hash of what is in them.
			const isHashed = path.includes("/assets/");
			reply.header("cache-control", isHashed ? "public, max-age=31536000, immutable" : "no-cache");
			reply.header("x-content-type-options", "nosniff");
			reply.header("referrer-policy", "same-origin");
			if (path.endsWith(".html")) reply.header("content-security-policy", contentSecurityPolicy);
		},
	});
}

/** Whether the answer to a missing address is the page, which knows its own addresses. */
export function isNavigation(method: string, url: string, accept: string | undefined): boolean {
	const path = url.split("?", 1)[0] ?? "";
	const isOurs = path === "/graphql" || path.startsWith("/api/") || path.startsWith("/assets/");
	return method === "GET" && !isOurs && (accept ?? "").includes("text/html");
}
