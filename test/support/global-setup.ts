import { createServer } from "node:http";
import { describeError } from "@tilewright/contract/errors";
import type { TestProject } from "vitest/node";
import type { TestServices } from "./test-services.ts";

declare module "vitest" {
	export interface ProvidedContext {
		/** Where a test file asks for databases and buses; see services.ts. */
		testServicesUrl: string;
	}
}

/**
 * Runs in vitest's main process. Costs a listening socket; Postgres and NATS start with the first request,
 * so that tests of pure rules do not wait for them.
 */
export async function setup(project: TestProject): Promise<() => Promise<void>> {
	let services: Promise<TestServices> | undefined;
	const prepare = async () => {
		// Loading the packages alone takes half a second.
		const { prepareTestServices } = await import("./test-services.ts");
		return prepareTestServices();
	};
	const server = createServer((request, response) => {
		services ??= prepare();
		answer(services, request.method ?? "GET", request.url ?? "/").then(
			(body) => response.end(JSON.stringify(body)),
			(error: unknown) => response.writeHead(500).end(describeError(error)),
		);
	});
	await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
	const address = server.address();
	const port = typeof address === "object" && address !== null ? address.port : 0;
	project.provide("testServicesUrl", `http://127.0.0.1:${port}`);
	return async () => {
		server.closeAllConnections();
		server.close();
		await (await services)?.stop();
	};
}

async function answer(prepared: Promise<TestServices>, method: string, url: string): Promise<unknown> {
	const services = await prepared;
	const [, what, name = ""] = url.split("/");
	switch (`${method} ${what}`) {
		case "POST databases":
			return services.createDatabase();
		case "DELETE databases":
			return services.dropDatabase(name);
		case "POST buses":
			return services.createBus();
		default:
			throw new Error(`The test services do not know ${method} ${url}.`);
	}
}
