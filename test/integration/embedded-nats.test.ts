import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import {
	copyFileSync,
	existsSync,
	mkdirSync,
	mkdtempSync,
	readFileSync,
	rmSync,
	statSync,
	writeFileSync,
} from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { identifyProcess } from "@tilewright/compose/child-process/process-identity";
import { waitUntil } from "@tilewright/compose/child-process/wait-until";
import { startNatsServer } from "@tilewright/compose/embedded-nats/nats-server-process";
import { checkNatsServer, findInstalledNatsServer } from "@tilewright/compose/embedded-nats/nats-server-program";
import { fetchReleasedNatsServer } from "@tilewright/compose/embedded-nats/released-nats-server";
import { startBusServer } from "@tilewright/compose/embedded-nats/start-bus-server";
import { connectNatsMessageBus } from "@tilewright/contract/messaging/nats-message-bus";
import { afterEach, beforeEach, describe, expect, it } from "vitest";

const installed = await findInstalledNatsServer();
const quiet = { info: () => {}, warn: () => {}, error: () => {} };
const cleanups: (() => unknown)[] = [];
let directory = "";

beforeEach(() => {
	directory = mkdtempSync(join(tmpdir(), "tilewright-nats-"));
	cleanups.push(() => rmSync(directory, { recursive: true, force: true }));
});
afterEach(async () => {
	for (const cleanup of cleanups.splice(0).reverse()) await cleanup();
});

describe("the choice of a message server", () => {
	it("is a configured one before all others, and starts nothing", async () => {
		const server = await startBusServer({ configuredUrl: "nats://elsewhere:4222", directory, logger: quiet });
		expect(server).toMatchObject({ kind: "configured", url: "nats://elsewhere:4222" });
		await server.stop();
	});

	it("may be the embedded broker by wish", async () => {
		const server = await startBusServer({ directory, choice: "embedded", logger: quiet });
		cleanups.push(() => server.stop());
		expect(server.kind).toBe("embedded broker");
		const bus = await connectNatsMessageBus({ url: server.url, name: "test" });
		await bus.close();
	});

	it.skipIf(installed === undefined)("is an installed nats-server where there is one", async () => {
		const server = await startBusServer({ directory, choice: "installed", logger: quiet });
		cleanups.push(() => server.stop());
		expect(server.kind).toBe("nats-server");
		expect(server.description).toContain(`nats-server ${installed?.version} found on this machine`);
		expect(server.description).not.toContain(new URL(server.url).username);
	});
});

describe.skipIf(installed === undefined)("a nats-server of our own", () => {
	it("lets nobody in without its token, which others cannot read", async () => {
		const server = await startNatsServer({ program: installed?.path ?? "", directory, logger: quiet });
		cleanups.push(() => server.stop());
		const bus = await connectNatsMessageBus({ url: server.url, name: "test" });
		await bus.close();
		const stranger = { url: `nats://127.0.0.1:${server.port}`, name: "stranger", firstConnectionTimeoutMs: 300 };
		await expect(connectNatsMessageBus(stranger)).rejects.toMatchObject({ code: "BUS_UNREACHABLE" });
		expect(statSync(join(directory, "nats-server.conf")).mode & 0o077).toBe(0);
		expect(readFileSync(`/proc/${server.pid}/cmdline`, "utf8")).not.toContain(new URL(server.url).username);
	});

	it("ends the one that a killed run has left behind", async () => {
		const program = installed?.path ?? "";
		const first = await startNatsServer({ program, directory, logger: quiet });
		cleanups.push(() => first.stop());
		const { pid = 0 } = first;
		const second = await startNatsServer({ program, directory, logger: quiet });
		cleanups.push(() => second.stop());
		expect(identifyProcess(pid)).toBeUndefined();
		expect(second.pid).not.toBe(pid);
	});

	it("leaves no process behind when it is stopped", async () => {
		const server = await startNatsServer({ program: installed?.path ?? "", directory, logger: quiet });
		const { pid = 0 } = server;
		await server.stop();
		await server.stop();
		expect(await waitUntil(() => identifyProcess(pid) === undefined, { timeoutMs: 5_000 })).toBe(true);
	});
});

describe("a program that is not a usable nats-server", () => {
	function script(text: string): string {
		const path = join(directory, "program");
		writeFileSync(path, `#!/bin/sh\n${text}\n`, { mode: 0o755 });
		return path;
	}

	it.each(["echo 'nats-server: v2.1.9'", "echo 'nats-server: v1.4.1'", "echo hello", "exit 3"])(
		"is passed over: %s",
		async (text) => {
			expect(await checkNatsServer(script(text))).toBeUndefined();
		},
	);

	it("that does not start is reported with its last words", async () => {
		const program = script("echo 'no such option' >&2; exit 1");
		await expect(startNatsServer({ program, directory, logger: quiet })).rejects.toMatchObject({
			code: "EMBEDDED_SERVICE_FAILED",
			message: expect.stringContaining("no such option"),
		});
	});
});

describe.skipIf(installed === undefined || process.platform === "win32")("a released nats-server", () => {
	/** Serves an archive like the official ones, made of the installed program. */
	async function serveRelease(): Promise<{ url: string; sha256: string }> {
		const folder = join(directory, "made", "nats-server-v0-test");
		mkdirSync(folder, { recursive: true });
		copyFileSync(installed?.path ?? "", join(folder, "nats-server"));
		const archive = join(directory, "release.tar.gz");
		execFileSync("tar", ["-czf", archive, "-C", join(directory, "made"), "."]);
		const content = readFileSync(archive);
		const server = createServer((_request, response) => response.end(content));
		cleanups.push(() => server.close());
		await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
		const { port } = server.address() as AddressInfo; // Listening on TCP.
		const sha256 = createHash("sha256").update(content).digest("hex");
		return { url: `http://127.0.0.1:${port}/release.tar.gz`, sha256 };
	}

	const platform = `${process.platform}-${process.arch}`;

	it("is unpacked when its checksum is the pinned one", async () => {
		const release = { platform, ...(await serveRelease()) };
		const target = join(directory, "target");
		const result = await fetchReleasedNatsServer(target, { releases: [release] });
		expect(result).toMatchObject({ kind: "fetched", program: { version: installed?.version } });
	});

	it("is thrown away when it is not", async () => {
		const release = { platform, ...(await serveRelease()), sha256: "0".repeat(64) };
		const target = join(directory, "target");
		const result = await fetchReleasedNatsServer(target, { releases: [release] });
		expect(result).toMatchObject({ kind: "unavailable", reason: expect.stringContaining("not the pinned 000") });
		expect(existsSync(target)).toBe(false);
	});

	it("is done without where none is pinned or nobody answers", async () => {
		const target = join(directory, "target");
		expect(await fetchReleasedNatsServer(target, { releases: [] })).toMatchObject({ kind: "unavailable" });
		const unreachable = { platform, url: "http://127.0.0.1:1/x.tar.gz", sha256: "" };
		expect(await fetchReleasedNatsServer(target, { releases: [unreachable] })).toMatchObject({
			kind: "unavailable",
			reason: expect.stringContaining("http://127.0.0.1:1/x.tar.gz"),
		});
	});
});
